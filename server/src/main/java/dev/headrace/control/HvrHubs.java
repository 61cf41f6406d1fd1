package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.refusal.Refusal;

/// HVR hubs are programs of another product. None is driven from here, so none is taken in: a hub
/// that was given a token would wait for work that never comes.
public final class HvrHubs {

    /// Refuses.
    ///
    /// @throws Refusal.Invalid always, unless the caller may not even ask
    public void register(Caller caller) {
        caller.require(Permission.MANAGE_NETWORKING);
        throw new Refusal.Invalid(
                "Headrace moves data with its own engine and drives no HVR hubs. Nothing was"
                        + " registered.");
    }
}
