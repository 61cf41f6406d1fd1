package dev.headrace.schedule;

/// How one kind of work is done. It may run at the same time many times over.
@FunctionalInterface
public interface Work {

    /// Does it, on a virtual thread. That thread is interrupted when it should end early; blocking
    /// calls end by that.
    ///
    /// @param payload of the order
    /// @return the result, JSON without secrets
    /// @throws Exception a defect, for what can be expected to go wrong belongs into the result; or
    ///   anything, once [WorkContext#isCancelled]
    String run(WorkContext context, String payload) throws Exception;

    /// What happens when a worker dies in the middle.
    default WhenDead whenDead() {
        return WhenDead.REPORT;
    }

    /// What happens to work whose worker died.
    enum WhenDead {
        /// It ends, as died. For work that somebody waits for.
        REPORT,
        /// Another worker begins it again, a few times at most. For work that may run twice.
        RETRY
    }
}
