package dev.headrace.sync;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Decides whether a table's load begins again after a failure, and when.
///
/// The destination has already repeated what it could repeat by itself. Here the whole table begins
/// again from its checkpoint, for as long as the user allows without a row being committed.
final class Retries {
    private static final Duration WAIT_MIN = Duration.ofMillis(200);

    /// Short enough that a server that is back is noticed at once.
    private static final Duration WAIT_MAX = Duration.ofSeconds(5);

    /// A file that is written to all the time never stands still; waiting longer does not help.
    private static final int CHANGED_INPUT_MAX = 3;

    private final Duration retryFor;
    private final InstantSource clock;
    private Instant since;
    private int withoutProgress;
    private int changedInputs;
    private boolean finished;

    Retries(Duration retryFor, InstantSource clock) {
        this.retryFor = retryFor;
        this.clock = clock;
        this.since = clock.instant();
    }

    /// Rows were committed just now.
    void progressed() {
        since = clock.instant();
        withoutProgress = 0;
    }

    /// Everything is read. What comes now may take long by nature, so the time of its first failure
    /// counts and not that of the last row.
    void failedFinishing() {
        if (!finished) {
            finished = true;
            progressed();
        }
    }

    /// How long to wait before the next try; empty when there is none.
    Optional<Duration> after(Failure failure) {
        withoutProgress++;
        if (failure.code() == FailureCode.FILE_CHANGED) {
            changedInputs++;
        }
        Duration wait = backOff();
        boolean inTime = !clock.instant().plus(wait).isAfter(since.plus(retryFor));
        return mayPass(failure) && inTime && changedInputs < CHANGED_INPUT_MAX
                ? Optional.of(wait)
                : Optional.empty();
    }

    private Duration backOff() {
        long doubled = WAIT_MIN.toMillis() << Math.min(withoutProgress - 1, 10);
        return Duration.ofMillis(Math.min(doubled, WAIT_MAX.toMillis()));
    }

    private static boolean mayPass(Failure failure) {
        // A newer run goes on, or another one is alive: neither is to be fought.
        boolean rival =
                failure.code() == FailureCode.FENCED_OFF
                        || failure.code() == FailureCode.CONNECTION_BUSY;
        return !rival
                && (failure.kind() == FailureKind.TRANSIENT || failure.kind() == FailureKind.LIMIT);
    }
}
