package dev.headrace.e2e;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting, for conditions that nothing announces.
public final class Pause {
    private static final Duration POLL = Duration.ofMillis(20);

    private Pause() {}

    static void briefly() {
        LockSupport.parkNanos(POLL.toNanos());
    }

    /// Lets time pass: an instant at which something is to happen, not a wait for something.
    static void until(long nanoTime) {
        long left = nanoTime - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = nanoTime - System.nanoTime();
        }
    }

    /// Waits for the condition; false when it has not come true in time.
    public static boolean until(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            briefly();
        }
        return true;
    }
}
