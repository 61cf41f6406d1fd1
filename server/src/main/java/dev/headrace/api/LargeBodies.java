package dev.headrace.api;

import dev.headrace.refusal.Refusal;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets few large bodies come in at once. They are read before anybody knows who sends them, and
/// without a bound some hundred connections would fill the memory. Thread-safe.
final class LargeBodies {
    /// Nearly every body is smaller, and ten thousand of these fit in.
    static final int SMALL_BYTES_MAX = 16 * 1_024;

    /// Of at most 1 MiB each, three times while it grows.
    static final int AT_ONCE_MAX = 32;

    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Semaphore slots = new Semaphore(AT_ONCE_MAX);

    /// Reads the body, which the context keeps.
    ///
    /// @throws Refusal.Unavailable where too many others are being read
    void read(Context context) {
        if (!isLarge(context)) {
            context.bodyAsBytes();
            return;
        }
        take();
        try {
            context.bodyAsBytes();
        } finally {
            slots.release();
        }
    }

    /// Of what comes in chunks nobody knows how long it will be.
    private static boolean isLarge(Context context) {
        return context.contentLength() > SMALL_BYTES_MAX
                || context.header("Transfer-Encoding") != null;
    }

    private void take() {
        try {
            if (slots.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new Refusal.Unavailable(
                "Too many large bodies are coming in just now. Nothing was changed; try again in a"
                        + " moment.");
    }
}
