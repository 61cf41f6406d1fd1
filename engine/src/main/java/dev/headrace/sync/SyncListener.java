package dev.headrace.sync;

/// Hears what happens in a sync, from the thread that loads: an answer that takes long holds the
/// load up. What it throws is logged and otherwise ignored.
@FunctionalInterface
public interface SyncListener {

    SyncListener NONE = event -> {};

    void on(SyncEvent event);
}
