package dev.headrace.destination.postgres;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How setup tests are run.
///
/// @param testTime how long one test may take
/// @param runTime how long all of them may take, choices of people not counted
/// @param schema the schema that will be loaded to, which is looked at where it exists already;
///   null where that is not known yet
public record SetupOptions(Duration testTime, Duration runTime, @Nullable String schema) {
    /// A host that drops packets is noticed, and clients of the API, who wait about a minute, still
    /// get an answer.
    private static final SetupOptions STANDARD =
            new SetupOptions(Duration.ofSeconds(15), Duration.ofSeconds(55), null);

    public SetupOptions {
        if (testTime.isNegative() || testTime.isZero() || runTime.compareTo(testTime) < 0) {
            throw new IllegalArgumentException(testTime + " of " + runTime);
        }
    }

    public static SetupOptions standard() {
        return STANDARD;
    }

    /// The same with another time for a test; the time for all grows with it.
    public SetupOptions withTestTime(Duration time) {
        Duration all = STANDARD.runTime.multipliedBy(time.toMillis()).dividedBy(15_000);
        return new SetupOptions(time, all.compareTo(time) < 0 ? time : all, schema);
    }

    public SetupOptions withSchema(@Nullable String name) {
        return new SetupOptions(testTime, runTime, name);
    }
}
