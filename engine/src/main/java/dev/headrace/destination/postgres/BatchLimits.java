package dev.headrace.destination.postgres;

import java.time.Duration;

/// How much a load holds in memory.
///
/// @param batchBytes encoded bytes at which a batch is full
/// @param batchTime time after which a batch is full
/// @param batches how many may be under way, the one being filled included
record BatchLimits(long batchBytes, Duration batchTime, int batches) {

    /// A first load's transaction costs little beside this much, and several fit into memory.
    static final long PIECE_BYTES = 8L * 1024 * 1024;

    /// Merging costs less per row the more rows share a page of the table.
    static final long MERGE_BYTES = 32L * 1024 * 1024;

    /// What all batches under way hold together. With a record of the longest value that is taken,
    /// as text, decoded and encoded, it fits into the heap that `./headrace` asks for.
    static final long UNDER_WAY_BYTES_MAX = 64L * 1024 * 1024;

    private static final long ROW_BYTES = 1024 * 1024;

    static final Duration TIME = Duration.ofSeconds(30);

    BatchLimits {
        if (batchBytes < 1 || batches < 1) {
            throw new IllegalArgumentException("At least one byte and one batch");
        }
    }

    /// One filling, one waiting, and one for each stream.
    static BatchLimits firstLoad(int streams) {
        return clamped(PIECE_BYTES, TIME, streams + 2);
    }

    /// One filling, one loading.
    static BatchLimits laterLoad() {
        return new BatchLimits(MERGE_BYTES, TIME, 2);
    }

    /// What the user wants instead, where something is said. Larger batches than fit into memory
    /// close earlier.
    BatchLimits overruled(PostgresOptions options) {
        return clamped(
                options.batchBytes().map(Integer::longValue).orElse(batchBytes),
                options.batchTime().orElse(batchTime),
                batches);
    }

    private static BatchLimits clamped(long batchBytes, Duration batchTime, int batches) {
        return new BatchLimits(
                Math.min(batchBytes, UNDER_WAY_BYTES_MAX / batches), batchTime, batches);
    }

    /// Whether another batch may be opened beside some of so many bytes. A batch closes behind the
    /// row that fills it, so a little more than its size counts as its size.
    boolean haveRoomFor(long bytesUnderWay) {
        return bytesUnderWay <= bytesMax() - batchBytes + Math.min(batchBytes, ROW_BYTES);
    }

    /// More bytes than this are under way only when a single row is large.
    long bytesMax() {
        return Math.multiplyExact(batchBytes, batches);
    }
}
