package dev.headrace.cli;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Ctrl-C and its like. The first asks the running command to end cleanly and gives it [#GRACE];
/// the second, or a command that takes longer, ends the process at once. Thread-safe.
final class Interruption {
    /// The promise is five seconds from signal to end.
    static final Duration GRACE = Duration.ofMillis(4_500);

    private static final int SIGNALLED = 128;

    private final Output output;
    private Duration grace = GRACE;
    private int status;
    private @Nullable Runnable cancellation;
    private String promise = "";
    private Supplier<Json.Members> document = () -> Report.failed("interrupted", null);

    Interruption(Output output) {
        this.output = output;
    }

    void listen() {
        Signals.listen(this::receive);
    }

    /// How the running command ends early, and the document that says so where it does not come to
    /// print its own.
    synchronized void endBy(Runnable cancel, Supplier<Json.Members> interrupted) {
        endBy(cancel, "", interrupted);
    }

    /// As the other, where something is to be said of what is done so far.
    ///
    /// @param done a sentence and a space, or nothing
    synchronized void endBy(Runnable cancel, String done, Supplier<Json.Members> interrupted) {
        this.promise = done;
        this.cancellation = cancel;
        this.document = interrupted;
    }

    /// As the other, where a clean end may take longer.
    synchronized void endWithin(
            Duration time, Runnable cancel, Supplier<Json.Members> interrupted) {
        this.grace = time;
        endBy(cancel, interrupted);
    }

    synchronized boolean requested() {
        return status != 0;
    }

    /// 128 and the signal's number; 0 while there was none.
    synchronized int status() {
        return status;
    }

    private void receive(int signal) {
        Runnable cancel;
        synchronized (this) {
            boolean again = status != 0;
            status = SIGNALLED + signal;
            cancel = again ? null : cancellation;
        }
        if (cancel == null) {
            endNow();
            return;
        }
        Duration time = grace();
        Thread.ofPlatform().daemon().name("grace").start(() -> endAfter(time));
        output.note(Text.of("Stopping. %sCtrl-C again stops at once.".formatted(promise)));
        cancel.run();
    }

    private synchronized Duration grace() {
        return grace;
    }

    private void endAfter(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        endNow();
    }

    private void endNow() {
        output.endLiveLine();
        output.document(document.get());
        Runtime.getRuntime().halt(status());
    }
}
