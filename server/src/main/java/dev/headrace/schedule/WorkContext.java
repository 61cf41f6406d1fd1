package dev.headrace.schedule;

/// What a piece of work may use while it runs. Thread-safe.
public interface WorkContext {

    WorkId id();

    /// What the work is about, as ordered.
    String subject();

    /// Tells of progress: durable when this returns, and seen by whoever follows. Beyond
    /// [Schedule#EVENTS_MAX] events are dropped.
    ///
    /// @param json without secrets
    void event(String json);

    /// Whether the work should end early: somebody cancelled it, or its worker stops. What it gives
    /// then counts for nothing.
    boolean isCancelled();

    /// Calls back once when the work should end early, at once where it should already. For what
    /// the interruption of the thread does not end.
    void onCancel(Runnable callback);
}
