package dev.headrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Cleaning up is finished even when the thread that does it is, or gets, interrupted: an
/// interrupted start must not leave a server behind. The interrupt is kept for afterwards.
final class Uninterrupted {
    /// Something that ends by itself: its waits are bounded.
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    private Uninterrupted() {}

    /// Runs the action in a thread that nobody knows, so that nobody interrupts it.
    static void run(Action action) throws IOException {
        try {
            CompletableFuture.runAsync(() -> unchecked(action), Thread::startVirtualThread).join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case UncheckedIOException failed -> throw failed.getCause();
                case RuntimeException failed -> throw failed;
                case null, default -> throw e;
            }
        }
    }

    private static void unchecked(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
