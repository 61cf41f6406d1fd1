package dev.headrace.cli;

import dev.headrace.cli.GlobalOptions.ProgressStyle;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.SetupListener;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.setup.TrustChoice;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Shows setup tests as they proceed: one line redrawn on a terminal, a line for each step
/// elsewhere. What came out of a test is the command's result, and is printed as soon as it is
/// there.
final class CheckProgress implements SetupListener, AutoCloseable {
    private static final Duration REDRAW_EVERY = Duration.ofMillis(200);

    /// What is over sooner than this would only flicker.
    private static final Duration QUIET_AT_FIRST = Duration.ofMillis(150);

    private final Output output;
    private final boolean live;
    private final boolean plain;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread redraw;
    private @Nullable SetupTest test;
    private String step = "";
    private long startedNanos;

    CheckProgress(Output output) {
        this.output = output;
        GlobalOptions options = output.options();
        boolean shown = !options.quiet() && options.progress() != ProgressStyle.OFF;
        this.live = shown && options.progress() == ProgressStyle.AUTO && output.errIsTerminal();
        this.plain = shown && !live;
        this.redraw = Thread.ofPlatform().daemon().name("check-progress").unstarted(this::redraw);
        if (live) {
            redraw.start();
        }
    }

    private void redraw() {
        try {
            while (!closed.await(REDRAW_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                show();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void show() {
        Duration since = Duration.ofNanos(System.nanoTime() - startedNanos);
        if (live && test != null && since.compareTo(QUIET_AT_FIRST) > 0) {
            // The last column stays free: a terminal would wrap there.
            output.live(
                    Text.of(
                            Printable.fit(
                                    CheckText.trying(test, step, since), output.errWidth() - 1)));
        }
    }

    /// A choice during which the line is not redrawn.
    TrustChoice pausing(TrustChoice choice) {
        return new TrustChoice() {
            @Override
            public boolean approve(SetupDetails details, String sentence) {
                SetupTest paused = pause();
                boolean approved = choice.approve(details, sentence);
                resume(paused);
                return approved;
            }

            @Override
            public boolean approveTrusted(SetupDetails details) {
                return choice.approveTrusted(details);
            }
        };
    }

    private synchronized @Nullable SetupTest pause() {
        SetupTest paused = test;
        test = null;
        output.endLiveLine();
        return paused;
    }

    private synchronized void resume(@Nullable SetupTest paused) {
        test = paused;
        startedNanos = System.nanoTime();
    }

    @Override
    public synchronized void started(SetupTest started) {
        test = started;
        step = "";
        startedNanos = System.nanoTime();
    }

    @Override
    public synchronized void trying(SetupTest tried, String phrase) {
        step = phrase;
        if (plain) {
            output.note(Text.of(CheckText.trying(tried, phrase, Duration.ZERO)));
        } else {
            output.detail("INFO", Text.of(CheckText.trying(tried, phrase, Duration.ZERO)));
        }
        show();
    }

    @Override
    public synchronized void finished(SetupTestResult result) {
        test = null;
        output.endLiveLine();
        GlobalOptions options = output.options();
        if (options.quiet()) {
            tellQuietly(result);
            return;
        }
        output.result(CheckText.of(result, output.tableWidth()));
        // Once is enough where both streams end in the same file.
        if (options.json() || (plain && !output.streamsAreOne())) {
            output.note(CheckText.of(result, output.errWidth()));
        }
    }

    private void tellQuietly(SetupTestResult result) {
        boolean bad =
                result.status() == SetupStatus.FAILED || result.status() == SetupStatus.JOB_FAILED;
        if (bad) {
            output.fail(result.test().title() + ": " + result.message(), result.nextStep());
        } else if (result.status() == SetupStatus.WARNING) {
            output.warn(result.test().title() + ": " + result.message());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            if (redraw.isAlive()) {
                redraw.join(REDRAW_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        output.endLiveLine();
    }
}
