package dev.headrace.sync;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Whether a sync was told to stop, and the thread to wake when it is. Thread-safe.
final class Cancellation {
    private final CountDownLatch told = new CountDownLatch(1);
    private @Nullable Thread worker;

    /// Thrown in the thread that loads once it notices.
    static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    synchronized void wakes(Thread thread) {
        worker = thread;
    }

    /// Interrupts the worker, once: a second interrupt would only hit it while it tidies up.
    synchronized void cancel() {
        if (isCancelled()) {
            return;
        }
        told.countDown();
        if (worker != null) {
            worker.interrupt();
        }
    }

    boolean isCancelled() {
        return told.getCount() == 0;
    }

    void check() {
        if (isCancelled()) {
            throw new Cancelled();
        }
    }

    /// Waits, unless told to stop.
    void pause(Duration duration) {
        try {
            if (told.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Cancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled();
        }
    }

    /// Waits for [#cancel].
    void await() throws InterruptedException {
        told.await();
    }

    /// From here on the calling thread tidies up and is not to be woken.
    synchronized void calm() {
        // What was meant to wake a read must not break the closing of connections.
        Thread.interrupted();
        worker = null;
    }
}
