package dev.headrace.sync;

import dev.headrace.destination.Destination;
import dev.headrace.failure.FailureCode;
import dev.headrace.source.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One sync: brings the tables of a source into a destination, one after another.
///
/// However it ends, what is committed is complete, and the next sync goes on from there. A table
/// that fails does not stop the others. One object is one sync: [#run] or [#plan] is called once.
///
/// The work is done in a thread of its own, so that a sync can be left although its source hangs in
/// a read that cannot be interrupted, such as that of standard input.
public final class Sync {
    private static final Logger LOG = LoggerFactory.getLogger(Sync.class);

    /// A stopped sync ends within five seconds; this leaves one for its caller.
    private static final Duration STOP_MAX = Duration.ofSeconds(4);

    /// How long the caller sleeps at most before it notices that the sync was told to stop.
    private static final long CANCEL_NOTICED_MS = 100;

    private final SyncRequest request;
    private final Destination destination;
    private final InstantSource clock;
    private final Cancellation cancellation = new Cancellation();
    private final OpenSessions sessions;
    private final TableRun.Surroundings around;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<TableResult> results = new ArrayList<>();
    private volatile @Nullable TableRun current;

    /// Source and destination stay open; whoever opened them closes them after.
    public Sync(
            Source source,
            Destination destination,
            SyncRequest request,
            SyncListener listener,
            InstantSource clock) {
        this.request = request;
        this.destination = destination;
        this.clock = clock;
        this.sessions = new OpenSessions(destination);
        this.around =
                new TableRun.Surroundings(
                        source, destination, sessions, cancellation, guarded(listener), clock);
    }

    /// Does it. Never throws: what went wrong is in the result. Interrupting the caller stops the
    /// sync as [#cancel] does.
    public SyncResult run() {
        return supervise(SyncStatus.SUCCEEDED, this::load);
    }

    /// Says what [#run] would do: the columns as all of the input has them, the SQL, how much would
    /// be read. Touches nothing.
    public SyncResult plan() {
        return supervise(SyncStatus.PLANNED, number -> new TablePlan(around, order(number)).run());
    }

    /// Stops the sync within five seconds, with everything committed complete and nothing left
    /// behind. Returns at once; any thread may call it.
    public void cancel() {
        cancellation.cancel();
    }

    /// How far the table under way is, empty between tables. Any thread may ask.
    public Optional<SyncProgress> progress() {
        return Optional.ofNullable(current).map(TableRun::progress);
    }

    private SyncResult supervise(SyncStatus done, IntFunction<TableResult> table) {
        Instant startedAt = clock.instant();
        Thread worker = Thread.ofPlatform().daemon().name("sync").unstarted(() -> work(table));
        cancellation.wakes(worker);
        worker.start();
        Thread stopper = Thread.ofPlatform().daemon().name("sync-stop").start(this::stopOnCancel);
        awaitEnd();
        stopper.interrupt();
        List<TableResult> tables = results();
        return new SyncResult(
                cancellation.isCancelled()
                        ? SyncStatus.INTERRUPTED
                        : SyncResult.status(tables, done),
                request.id(),
                request.connection(),
                destination.serverVersion(),
                startedAt,
                Duration.between(startedAt, clock.instant()),
                tables);
    }

    private void work(IntFunction<TableResult> table) {
        try {
            for (int i = 1; i <= request.orders().size() && !cancellation.isCancelled(); i++) {
                add(table.apply(i));
            }
            if (cancellation.isCancelled()) {
                cancellation.calm();
            }
            sessions.close();
        } finally {
            ended.countDown();
        }
    }

    private void awaitEnd() {
        try {
            while (!cancellation.isCancelled()) {
                if (ended.await(CANCEL_NOTICED_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            awaitStop();
        } catch (InterruptedException e) {
            cancellation.cancel();
            awaitStop();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitStop() {
        try {
            if (ended.await(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.debug("The source hangs in a read; it is left");
        TableRun run = current;
        if (run != null) {
            add(run.resultSoFar());
        }
        sessions.close();
    }

    /// Stops what is under way where interrupting does not help: in the destination.
    private void stopOnCancel() {
        try {
            cancellation.await();
        } catch (InterruptedException e) {
            return;
        }
        TableRun run = current;
        if (run != null) {
            run.stop();
        }
    }

    private TableResult load(int number) {
        TableResult unreachable = unreachable(number);
        if (unreachable != null) {
            return unreachable;
        }
        TableRun run = new TableRun(around, order(number), number, request);
        current = run;
        try {
            return run.run();
        } finally {
            current = null;
        }
    }

    /// A destination that could not be reached for one table is not waited for once for each of the
    /// others.
    private @Nullable TableResult unreachable(int number) {
        synchronized (results) {
            TableResult last = results.isEmpty() ? null : results.getLast();
            if (last == null
                    || last.failure() == null
                    || last.failure().code() != FailureCode.HOST_UNREACHABLE) {
                return null;
            }
            return new TableRun(around, order(number), number, request).given(last.failure());
        }
    }

    private TableOrder order(int number) {
        return request.orders().get(number - 1);
    }

    private void add(TableResult result) {
        synchronized (results) {
            results.add(result);
        }
    }

    private List<TableResult> results() {
        synchronized (results) {
            return List.copyOf(results);
        }
    }

    private static SyncListener guarded(SyncListener listener) {
        return event -> {
            try {
                listener.on(event);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed; the sync goes on", e);
            }
        };
    }
}
