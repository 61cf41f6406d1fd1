package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// How long transient failures are retried: until nothing has moved forward for the given time,
/// whoever moves. Shared by the streams of a session.
final class RetryWindow {
    private static final long FIRST_PAUSE_MS = 100;
    private static final long PAUSE_MAX_MS = 3_000;

    /// How often a waiting stream looks whether it was cancelled.
    private static final Duration GLANCE = Duration.ofMillis(100);

    private final Duration retryFor;
    private final InstantSource clock;
    private volatile Instant progress;

    RetryWindow(Duration retryFor, InstantSource clock) {
        this.retryFor = retryFor;
        this.clock = clock;
        this.progress = clock.instant();
    }

    void progressed() {
        progress = clock.instant();
    }

    Attempts attempts() {
        return new Attempts();
    }

    /// The attempts at one transaction.
    final class Attempts {
        private long pauseMs = FIRST_PAUSE_MS;
        private Instant firstFailure = Instant.MAX;

        /// Pauses, longer each time and by chance, so that streams do not return in step.
        ///
        /// @throws Failure the given one when the window is over
        void awaitNext(Failure failure, StreamConnection stream) {
            Instant now = clock.instant();
            if (firstFailure.equals(Instant.MAX)) {
                firstFailure = now;
            }
            Instant since = progress.isAfter(firstFailure) ? progress : firstFailure;
            if (Duration.between(since, now).compareTo(retryFor) >= 0) {
                throw failure;
            }
            pause(ThreadLocalRandom.current().nextLong(pauseMs / 2, pauseMs + 1), stream);
            pauseMs = Math.min(PAUSE_MAX_MS, pauseMs * 2);
        }
    }

    private static void pause(long milliseconds, StreamConnection stream) {
        long end = System.nanoTime() + Duration.ofMillis(milliseconds).toNanos();
        while (System.nanoTime() - end < 0) {
            if (stream.cancelled()) {
                throw new CancellationException("The load was stopped.");
            }
            LockSupport.parkNanos(Math.min(GLANCE.toNanos(), end - System.nanoTime()));
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new CancellationException("The load was interrupted.");
            }
        }
    }
}
