package dev.headrace.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waits for a condition with a deadline, instead of sleeping and hoping.
public final class Await {
    /// Far beyond what anything takes on a busy machine, so that it ends only what hangs.
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(10);

    private Await() {}

    /// Returns when the condition holds.
    ///
    /// @throws AssertionError naming `what` when it does not hold within [#PATIENCE]
    public static void until(String what, Callable<Boolean> condition) {
        until(PATIENCE, what, condition);
    }

    /// Returns when the condition holds.
    ///
    /// @throws AssertionError naming `what` when it does not hold in time
    public static void until(Duration patience, String what, Callable<Boolean> condition) {
        long start = System.nanoTime();
        while (!holds(what, condition)) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new AssertionError("waited %s in vain until %s".formatted(patience, what));
            }
            pause(what);
        }
    }

    private static boolean holds(String what, Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (Exception e) {
            throw new AssertionError("while waiting until " + what, e);
        }
    }

    private static void pause(String what) {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting until " + what, e);
        }
    }
}
