package dev.headrace.destination.postgres;

import java.util.ArrayDeque;

/// Byte arrays of one size, used again. Thread-safe. Keeps a bounded number of free ones; how many
/// are in use is bounded by [BatchPool].
final class ChunkPool {
    /// From 64 KiB up the size no longer matters to COPY; the longest numeric (74 KB) fits one.
    static final int CHUNK_BYTES = 128 * 1024;

    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    private final int freeMax;

    ChunkPool(int freeMax) {
        this.freeMax = freeMax;
    }

    synchronized byte[] take() {
        byte[] chunk = free.pollLast();
        return chunk != null ? chunk : new byte[CHUNK_BYTES];
    }

    synchronized void give(byte[] chunk) {
        if (free.size() < freeMax) {
            free.addLast(chunk);
        }
    }
}
