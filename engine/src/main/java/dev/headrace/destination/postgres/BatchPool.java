package dev.headrace.destination.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/// Batches under way, bounded in number and in bytes. Thread-safe; one thread opens.
///
/// Memory stays flat: `open` waits until enough of what is under way has been released. A batch may
/// outgrow its size by one row; then fewer are under way.
final class BatchPool implements AutoCloseable {
    private final BatchLimits limits;
    private final ChunkPool chunks;
    private final List<PostgresBatch> underWay = new ArrayList<>();
    private long opened;
    private boolean closed;

    BatchPool(BatchLimits limits) {
        this.limits = limits;
        this.chunks = new ChunkPool(Math.toIntExact(limits.bytesMax() / ChunkPool.CHUNK_BYTES + 1));
    }

    /// An empty batch. Waits while there is no room.
    ///
    /// @param firstOrder the [ExtraColumn#ORDER] of its first row
    /// @throws CancellationException when the pool is closed, or the thread interrupted, meanwhile
    synchronized PostgresBatch open(CopyLayout layout, long firstOrder) {
        awaitRoom();
        opened++;
        BatchLimit limit = BatchLimit.start(limits.batchBytes(), limits.batchTime());
        CopyBuffer buffer = new CopyBuffer(chunks);
        CopyEncoder encoder = new CopyEncoder(layout, buffer, limit, firstOrder);
        PostgresBatch batch = new PostgresBatch(opened, encoder, buffer, limit);
        underWay.add(batch);
        return batch;
    }

    /// Takes a batch's memory back; nothing happens at the second time.
    synchronized void release(PostgresBatch batch) {
        if (underWay.remove(batch)) {
            batch.release();
            notifyAll();
        }
    }

    /// Whoever waits in [#open] is told off; batches under way stay usable until released.
    @Override
    public synchronized void close() {
        closed = true;
        underWay.forEach(PostgresBatch::endTime);
        notifyAll();
    }

    private boolean hasRoom() {
        long bytes = underWay.stream().mapToLong(PostgresBatch::bytes).sum();
        return underWay.isEmpty()
                || (underWay.size() < limits.batches() && limits.haveRoomFor(bytes));
    }

    private synchronized void awaitRoom() {
        try {
            while (!closed && !hasRoom()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted while waiting for batches under way");
        }
        if (closed) {
            throw new CancellationException("The load was closed");
        }
    }
}
