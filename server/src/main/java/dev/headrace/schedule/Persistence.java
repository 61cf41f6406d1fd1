package dev.headrace.schedule;

import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Transaction;
import dev.headrace.refusal.Refusal;
import java.time.Duration;
import java.util.function.Function;

/// Writes what must not be lost because the database restarts just then.
final class Persistence {
    /// Longer than a database takes to restart or to fail over.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration BETWEEN = Duration.ofMillis(500);

    private Persistence() {}

    /// Runs it until it commits. Whether a lost commit has happened cannot be known: `write` must
    /// do no harm when it runs twice.
    ///
    /// @throws Refusal.Unavailable where the database stays away, or the thread is interrupted
    static <T> T run(Catalog catalog, Function<Transaction, T> write) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return catalog.in(write);
            } catch (Refusal.Unavailable e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static void pause(Refusal.Unavailable otherwise) {
        try {
            Thread.sleep(BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw otherwise;
        }
    }
}
