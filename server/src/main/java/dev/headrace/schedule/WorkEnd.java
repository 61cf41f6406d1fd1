package dev.headrace.schedule;

/// What became of a piece of work.
public sealed interface WorkEnd {

    /// It ran to its end.
    ///
    /// @param result JSON, as the work gave it
    record Done(String result) implements WorkEnd {}

    /// It threw: a defect, which the worker's log tells under the work's id.
    record Failed() implements WorkEnd {}

    /// Its worker died or was stopped in the middle, and it is not of the kind that is begun again.
    record Died() implements WorkEnd {}

    /// Somebody asked for that.
    record Cancelled() implements WorkEnd {}

    /// None yet, in the time that one was ready to wait. It goes on.
    record StillRunning() implements WorkEnd {}
}
