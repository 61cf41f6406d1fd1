package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.RouteListener;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailureKind;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.SetupListener;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.setup.TrustChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tests whether a database can be a destination, by the way that a load takes. For one run;
/// [#cancel] may be called from any thread.
public final class PostgresSetup {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSetup.class);

    /// A chain has few certificates, and a host one key: whoever approves more often is no person.
    private static final int CHOICES_MAX = 3;

    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final SetupOptions options;
    private final SetupListener listener;
    private final TrustChoice choice;
    private final DatabaseRoute route;
    private final SetupTests tests;
    private final TimedWork work = new TimedWork();
    private volatile SetupTest current = SetupTest.SSH_TUNNEL;
    private volatile String step = "";
    private volatile @Nullable HostKey hostKey;
    private volatile boolean hostKeyTrusted;
    private Duration used = Duration.ZERO;

    /// @param listener hears of everything, from several threads, one after another
    /// @param choice asked where something is to be approved, on the thread that runs the tests
    public PostgresSetup(
            DatabaseConnection connection,
            Surroundings surroundings,
            SetupListener listener,
            TrustChoice choice,
            SetupOptions options) {
        this.options = options;
        this.listener = listener;
        this.choice = choice;
        this.route = DatabaseRoute.of(connection, surroundings.heardBy(listening()));
        this.tests = new SetupTests(route, surroundings, options, this::trying);
    }

    /// Runs all five, each only where those before it did not fail. Once.
    public SetupReport run() {
        List<SetupTestResult> results = new ArrayList<>();
        try {
            for (SetupTest test : SetupTest.values()) {
                results.add(run(test, results));
            }
            return tests.report(List.copyOf(results), hostKey, hostKeyTrusted);
        } finally {
            close();
        }
    }

    /// Ends the test that runs, at once; those after it are skipped.
    public void cancel() {
        work.cancel();
    }

    private RouteListener listening() {
        return new RouteListener() {
            @Override
            public void trying(String phrase) {
                PostgresSetup.this.trying(phrase);
            }

            @Override
            public void presented(HostKey key, boolean trusted) {
                hostKey = key;
                hostKeyTrusted = trusted;
            }
        };
    }

    private void trying(String phrase) {
        step = phrase;
        listener.trying(current, phrase);
    }

    private SetupTestResult run(SetupTest test, List<SetupTestResult> before) {
        current = test;
        step = "";
        listener.started(test);
        Duration usedBefore = used;
        String obstacle = obstacle(before);
        SetupOutcome outcome =
                obstacle == null ? withChoices(test) : SetupOutcome.skipped(obstacle);
        // What people took to choose is not the test's.
        SetupTestResult result = outcome.result(test, used.minus(usedBefore));
        listener.finished(result);
        return result;
    }

    private @Nullable String obstacle(List<SetupTestResult> before) {
        for (SetupTestResult result : before) {
            if (result.status() == SetupStatus.FAILED) {
                return "Not run: it needs %s.".formatted(result.test().title());
            }
            if (result.status() == SetupStatus.JOB_FAILED) {
                return work.cancelled()
                        ? "Not run: the tests were cancelled."
                        : "Not run: %s did not come to its end.".formatted(result.test().title());
            }
        }
        return null;
    }

    private SetupOutcome withChoices(SetupTest test) {
        SetupOutcome outcome = timed(test);
        for (int i = 0; i < CHOICES_MAX; i++) {
            if (outcome.offer() == null || !approved(outcome, outcome.offer())) {
                return outcome;
            }
            outcome = timed(test);
        }
        return outcome;
    }

    private boolean approved(SetupOutcome outcome, SetupDetails offer) {
        return outcome.status() == SetupStatus.FAILED
                ? choice.approve(offer, outcome.message())
                : choice.approveTrusted(offer);
    }

    private SetupOutcome timed(SetupTest test) {
        Duration left = options.runTime().minus(used);
        Duration limit = left.compareTo(options.testTime()) < 0 ? left : options.testTime();
        if (limit.isNegative() || limit.isZero()) {
            return overdue(options.runTime());
        }
        long begin = System.nanoTime();
        try {
            return work.run(limit, () -> tests.run(test));
        } catch (TimeoutException e) {
            return overdue(limit);
        } catch (ExecutionException e) {
            return ofCause(e.getCause());
        } catch (CancellationException | InterruptedException e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return new SetupOutcome(
                    SetupStatus.JOB_FAILED, null, "The test was cancelled.", null, null, null);
        } finally {
            used = used.plusNanos(System.nanoTime() - begin);
        }
    }

    private SetupOutcome overdue(Duration limit) {
        String what =
                step.isEmpty() ? "It" : Character.toUpperCase(step.charAt(0)) + step.substring(1);
        return SetupOutcome.failed(
                Failure.of(
                                FailureCode.HOST_UNREACHABLE,
                                "%s took longer than %d s."
                                        .formatted(what, Math.max(1, limit.toSeconds())))
                        .next(overdueAdvice()),
                null);
    }

    private String overdueAdvice() {
        return switch (current) {
            case SSH_TUNNEL, HOST -> tests.firewallAdvice();
            case CERTIFICATE, DATABASE, PERMISSION ->
                    "The server took the connection and then did not answer in time: look at its log"
                            + " and at what it is busy with, or give the test more time (--timeout).";
        };
    }

    private static SetupOutcome ofCause(@Nullable Throwable cause) {
        if (cause instanceof Failure failure) {
            if (failure.kind() == FailureKind.INTERNAL) {
                LOG.error("A setup test failed", failure);
            }
            return SetupOutcome.failed(failure, SetupDetails.behind(failure).orElse(null));
        }
        LOG.error("A setup test failed", cause);
        return SetupOutcome.failed(
                Failure.of(FailureCode.INTERNAL, "The test ran into a defect of its own."), null);
    }

    /// What hangs, such as a look-up of a name under way, must not hold up whoever waits.
    private void close() {
        Thread closing =
                Thread.ofVirtual()
                        .name("setup-end")
                        .start(() -> {
                            tests.close();
                            route.close();
                        });
        try {
            closing.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
