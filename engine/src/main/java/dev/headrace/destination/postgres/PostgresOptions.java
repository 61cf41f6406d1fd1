package dev.headrace.destination.postgres;

import java.time.Duration;

/// How a destination is written.
///
/// @param stateSchema the schema of the ledger; where another role owns that name, `_<user>` is
///   appended
/// @param streams COPY streams of a first load, 1 to [#STREAMS_MAX]
/// @param batchBytes encoded bytes at which a batch is full
/// @param retryFor how long a transient failure is retried without any progress
/// @param programVersion ours, kept in the ledger for people
public record PostgresOptions(
        String stateSchema, int streams, int batchBytes, Duration retryFor, String programVersion) {

    public static final String STATE_SCHEMA = "_headrace";

    /// One backend is one core: more streams than this only take slots from others.
    public static final int STREAMS_MAX = 16;

    /// A transaction costs little beside 8 MB of rows, and two of them in memory stay small.
    public static final int BATCH_BYTES = 8 * 1024 * 1024;

    public PostgresOptions {
        if (streams < 1 || streams > STREAMS_MAX) {
            throw new IllegalArgumentException("1 to " + STREAMS_MAX + " streams: " + streams);
        }
        if (batchBytes < 1) {
            throw new IllegalArgumentException("A batch of " + batchBytes + " bytes");
        }
    }

    public static PostgresOptions standard(String programVersion) {
        return new PostgresOptions(
                STATE_SCHEMA, 2, BATCH_BYTES, Duration.ofSeconds(30), programVersion);
    }
}
