package dev.headrace.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// A point in time to wait no longer than, on the clock that nobody sets.
record Deadline(long nanoTime) {
    /// Short enough not to be felt at a start of 300 ms, long enough not to burn a core.
    private static final Duration POLL = Duration.ofMillis(10);

    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    boolean passed() {
        return System.nanoTime() - nanoTime >= 0;
    }

    /// Waits until the condition holds.
    ///
    /// @return false when it still does not hold at the deadline
    boolean await(BooleanSupplier condition, String doing) {
        while (!condition.getAsBoolean()) {
            if (passed()) {
                return false;
            }
            pause(doing);
        }
        return true;
    }

    /// One poll's pause.
    static void pause(String doing) {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            throw EmbeddedPostgresFailure.interrupted(doing);
        }
    }
}
