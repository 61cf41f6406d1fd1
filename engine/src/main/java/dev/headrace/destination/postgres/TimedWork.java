package dev.headrace.destination.postgres;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs one piece of work after another, each on a thread of its own, which is interrupted when its
/// time is over or when somebody cancels. A virtual thread that is interrupted closes the socket at
/// which it waits. Thread-safe.
final class TimedWork {
    /// A look-up of a name cannot be interrupted; it is left to its own end.
    private static final Duration ENDING = Duration.ofSeconds(1);

    private @Nullable CompletableFuture<?> running;
    private boolean cancelled;

    /// @throws TimeoutException where it took longer
    /// @throws CancellationException where it, or all, was cancelled
    /// @throws ExecutionException where it failed
    <T> T run(Duration limit, Callable<T> work)
            throws TimeoutException, ExecutionException, InterruptedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        begin(result);
        Thread thread = Thread.ofVirtual().name("setup-test").start(() -> complete(result, work));
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            end();
            if (!result.isDone() || result.isCancelled()) {
                thread.interrupt();
            }
            thread.join(ENDING);
        }
    }

    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            result.complete(work.call());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private synchronized void begin(CompletableFuture<?> result) {
        if (cancelled) {
            throw new CancellationException();
        }
        running = result;
    }

    private synchronized void end() {
        running = null;
    }

    synchronized boolean cancelled() {
        return cancelled;
    }

    synchronized void cancel() {
        cancelled = true;
        if (running != null) {
            running.cancel(false);
        }
    }
}
