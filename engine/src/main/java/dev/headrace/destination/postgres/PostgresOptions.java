package dev.headrace.destination.postgres;

import java.time.Duration;
import java.util.Optional;

/// How a destination is written.
///
/// @param stateSchema the schema of the ledger; where another role owns that name, `_<user>` is
///   appended
/// @param streams COPY streams of a first load, 1 to [#STREAMS_MAX]
/// @param batchBytes encoded bytes at which a batch is full, empty for what suits the load
/// @param batchTime after which a batch is full, empty for what suits the load
/// @param retryFor how long a transient failure is retried without any progress
/// @param programVersion ours, kept in the ledger for people
public record PostgresOptions(
        String stateSchema,
        int streams,
        Optional<Integer> batchBytes,
        Optional<Duration> batchTime,
        Duration retryFor,
        String programVersion) {

    public static final String STATE_SCHEMA = "_headrace";

    /// One backend is one core: more streams than this only take slots from others.
    public static final int STREAMS_MAX = 16;

    public PostgresOptions {
        if (streams < 1 || streams > STREAMS_MAX) {
            throw new IllegalArgumentException("1 to " + STREAMS_MAX + " streams: " + streams);
        }
        if (batchBytes.isPresent() && batchBytes.get() < 1) {
            throw new IllegalArgumentException("A batch of " + batchBytes.get() + " bytes");
        }
    }

    public PostgresOptions(
            String stateSchema,
            int streams,
            int batchBytes,
            Duration retryFor,
            String programVersion) {
        this(
                stateSchema,
                streams,
                Optional.of(batchBytes),
                Optional.empty(),
                retryFor,
                programVersion);
    }

    public static PostgresOptions standard(String programVersion) {
        return new PostgresOptions(
                STATE_SCHEMA,
                2,
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(30),
                programVersion);
    }
}
