package dev.headrace.destination.postgres;

import java.time.Duration;

/// When a batch is full: by bytes, or by time. `reached` is asked after every row, so it costs one
/// comparison and one volatile read; a thread that sleeps for the batch's time sets the flag.
final class BatchLimit {
    private final long bytes;
    private final Thread timer;
    private volatile boolean timeOver;

    private BatchLimit(long bytes, Duration time) {
        this.bytes = bytes;
        this.timer = Thread.ofVirtual().name("headrace-batch-time").unstarted(() -> sleep(time));
    }

    static BatchLimit start(long bytes, Duration time) {
        BatchLimit limit = new BatchLimit(bytes, time);
        limit.timer.start();
        return limit;
    }

    private void sleep(Duration time) {
        try {
            Thread.sleep(time);
            timeOver = true;
        } catch (InterruptedException e) {
            // The batch was handed over before.
            Thread.currentThread().interrupt();
        }
    }

    boolean reached(long filled) {
        return filled >= bytes || timeOver;
    }

    void end() {
        timer.interrupt();
    }
}
