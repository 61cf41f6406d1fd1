package dev.headrace.access;

import dev.headrace.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/// One call, by whom and with what rights.
///
/// @param address where it came from, null where it came from within
/// @param requestId the id that its log lines and its answer carry, null where it came from within
public record Caller(
        Actor actor, Grants grants, @Nullable String address, @Nullable String requestId) {

    public boolean may(Permission permission, Resource resource) {
        return grants.allow(permission, resource);
    }

    /// Of the account as a whole, where there is nothing to hide.
    ///
    /// @throws Refusal.Forbidden unless the caller may
    public void require(Permission permission) {
        if (!may(permission, new Resource.Account())) {
            throw forbidden();
        }
    }

    /// Of one thing that not everybody may see.
    ///
    /// @param view what makes it visible
    /// @param missing what is said of a thing that does not exist, which is also what those hear
    ///   who may not see it
    /// @throws Refusal.NotFound where it is not visible
    /// @throws Refusal.Forbidden where it is, and the caller may not
    public void require(
            Permission permission, Resource resource, Permission view, Refusal.NotFound missing) {
        if (!may(view, resource)) {
            throw missing;
        }
        if (!may(permission, resource)) {
            throw forbidden();
        }
    }

    private static Refusal forbidden() {
        return new Refusal.Forbidden("You do not have permission to perform this action.");
    }
}
