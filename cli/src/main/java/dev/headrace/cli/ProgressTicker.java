package dev.headrace.cli;

import dev.headrace.cli.GlobalOptions.ProgressStyle;
import dev.headrace.sync.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Shows how far a load is, from a thread of its own, until closed: one line redrawn on a terminal,
/// a line now and then elsewhere.
final class ProgressTicker implements AutoCloseable {
    private static final Duration REDRAW_EVERY = Duration.ofMillis(200);
    private static final Duration LINE_EVERY = Duration.ofSeconds(10);

    private final Output output;
    private final Supplier<Optional<SyncProgress>> progress;
    private final InstantSource clock;
    private final ProgressText text = new ProgressText();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private ProgressTicker(
            Output output, Supplier<Optional<SyncProgress>> progress, InstantSource clock) {
        this.output = output;
        this.progress = progress;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("progress").unstarted(this::run);
    }

    static ProgressTicker start(
            Output output, Supplier<Optional<SyncProgress>> progress, InstantSource clock) {
        ProgressTicker ticker = new ProgressTicker(output, progress, clock);
        GlobalOptions options = output.options();
        if (!options.quiet() && options.progress() != ProgressStyle.OFF) {
            ticker.thread.start();
        }
        return ticker;
    }

    private boolean isLive() {
        return output.options().progress() == ProgressStyle.AUTO && output.errIsTerminal();
    }

    private void run() {
        boolean live = isLive();
        Duration pause = live ? REDRAW_EVERY : LINE_EVERY;
        try {
            while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                progress.get().ifPresent(now -> show(now, live));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(SyncProgress now, boolean live) {
        Instant at = clock.instant();
        if (live) {
            // The last column stays free: a terminal would wrap there.
            output.live(text.line(now, at, output.errWidth() - 1));
        } else {
            output.note(text.sentence(now, at));
        }
    }

    /// The line is gone after.
    @Override
    public void close() {
        closed.countDown();
        try {
            if (thread.isAlive()) {
                thread.join(REDRAW_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.endLiveLine();
    }
}
