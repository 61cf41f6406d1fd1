package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The thread and the session of a later load: takes batches in the order of submission and commits
/// each with its checkpoint. Begins with the first batch, so that a load without one opens nothing.
/// One thread calls it; [#close] may come from any.
final class LaterWorker implements AutoCloseable {
    /// Never reached: [BatchPool] opens fewer batches.
    private static final int JOBS_MAX = 64;

    /// How long [#close] waits for a statement to end after its cancellation.
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    /// An idle worker ends within this, and nothing has to be cancelled.
    private static final Duration IDLE_PATIENCE = Duration.ofMillis(20);

    private final WriterSession writer;
    private final LoadRequest request;
    private final StreamRow row;
    private final BatchPool pool;
    private final LaterTally tally;
    private final StagingTable staging = new StagingTable();
    private final BlockingQueue<Runnable> jobs = new ArrayBlockingQueue<>(JOBS_MAX);
    private final CompletableFuture<@Nullable Void> finished = new CompletableFuture<>();

    private volatile @Nullable LiveTable table;
    private volatile @Nullable StreamConnection stream;
    private volatile @Nullable Thread thread;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean closed;

    LaterWorker(WriterSession writer, LoadRequest request, StreamRow row, BatchPool pool) {
        this.writer = writer;
        this.request = request;
        this.row = row;
        this.pool = pool;
        this.tally = new LaterTally(request.table());
    }

    LaterTally tally() {
        return tally;
    }

    /// Throws what has stopped the load.
    void check() {
        RuntimeException stopped = failure;
        if (stopped != null) {
            throw stopped;
        }
        if (closed) {
            throw new CancellationException("The load was closed");
        }
    }

    /// Opens the session and reads the table, once.
    TargetTable start() {
        check();
        LiveTable now = table;
        return now != null ? now.target() : begin().target();
    }

    private LiveTable begin() {
        try {
            StreamConnection opened = writer.openStream();
            stream = opened;
            if (closed) {
                writer.closeStream(opened);
                check();
            }
            LiveTable now = look(opened);
            table = now;
            thread = Thread.ofPlatform().name("headrace-load-" + request.table()).start(this::work);
            return now;
        } catch (Failure e) {
            throw placed(e);
        }
    }

    private LiveTable look(StreamConnection opened) {
        CompletableFuture<TargetTable> found = new CompletableFuture<>();
        writer.transactions().read(opened, session -> found.complete(target(session)));
        StoredShape stored = Objects.requireNonNull(row.shape(), "a live table has a shape");
        return new LiveTable(
                stored.shape(), row.shapeNumber(), row.batch(), found.join(), null, row.pass());
    }

    private TargetTable target(StreamConnection session) throws SQLException {
        return TargetTable.find(session.jdbc(), request.table())
                .orElseThrow(() ->
                        Failure.of(
                                FailureCode.TABLE_CHANGED,
                                "The table %s is gone.".formatted(request.table())));
    }

    void submit(PostgresBatch batch, Checkpoint checkpoint) {
        jobs.add(() -> load(batch, checkpoint));
    }

    /// Ends the load, once all batches are in.
    void finish(TableShape shape, FinishTransaction.Ending ending) {
        start();
        jobs.add(() -> end(shape, ending));
        try {
            finished.get();
        } catch (ExecutionException e) {
            check();
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted while batches were under way");
        }
    }

    private void work() {
        try {
            while (!closed) {
                jobs.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void load(PostgresBatch batch, Checkpoint checkpoint) {
        try {
            if (failure == null) {
                commit(
                        new BatchTransaction(
                                writer, request, current(), staging, batch, checkpoint));
                tally.add(batch, checkpoint);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        } finally {
            pool.release(batch);
        }
    }

    private void end(TableShape shape, FinishTransaction.Ending ending) {
        try {
            if (failure == null) {
                finish(shape, ending, current());
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        RuntimeException stopped = failure;
        if (stopped == null) {
            finished.complete(null);
        } else {
            finished.completeExceptionally(stopped);
        }
    }

    private void finish(TableShape shape, FinishTransaction.Ending ending, LiveTable now) {
        FinishTransaction.Ending news = news(ending);
        boolean sameShape =
                ShapeChange.plan(now.shape(), shape, now.target()).shape().equals(now.shape());
        if (news.isEmpty() && sameShape && !request.snapshot() && now.stalePass() == null) {
            return;
        }
        StreamRow.Pass pass = now.pass();
        if (pass != null && pass.blind()) {
            tally.warn(blind());
        }
        commit(new FinishTransaction(writer, request, now, shape, news, tally.inserted()));
    }

    private Warning blind() {
        return new Warning(
                WarningCode.VANISHED_UNKNOWN,
                "A row was put aside whose key could not be read, so no row of %s was marked deleted."
                        .formatted(request.table()),
                1);
    }

    /// What the ledger does not say already.
    private FinishTransaction.Ending news(FinishTransaction.Ending ending) {
        CompletableFuture<List<StateEntry>> known = new CompletableFuture<>();
        writer.transactions()
                .read(
                        session(),
                        session ->
                                known.complete(
                                        writer.ledger()
                                                .states()
                                                .list(
                                                        session.jdbc(),
                                                        request.table(),
                                                        LedgerStates.LIVE)));
        Set<StateEntry> entries = new HashSet<>(known.join());
        Set<String> keys = entries.stream().map(StateEntry::key).collect(Collectors.toSet());
        return new FinishTransaction.Ending(
                ending.states().stream().filter(entry -> !entries.contains(entry)).toList(),
                ending.vanished().stream().filter(keys::contains).toList(),
                ending.complete());
    }

    private void commit(LaterTransaction transaction) {
        writer.transactions().run(session(), transaction.proof(), transaction);
        staging.kept();
        table = transaction.after();
        tally.add(transaction);
    }

    private void fail(Throwable error) {
        failure =
                switch (error) {
                    case Failure known -> placed(known);
                    case RuntimeException unknown -> unknown;
                    default ->
                            Failure.of(FailureCode.INTERNAL, "A batch could not be loaded.", error);
                };
    }

    private Failure placed(Failure known) {
        return known.at(FailurePlace.ofTable(request.table().schema(), request.table().table()));
    }

    private LiveTable current() {
        return Objects.requireNonNull(table, "started");
    }

    private StreamConnection session() {
        return Objects.requireNonNull(stream, "started");
    }

    @Override
    public void close() {
        closed = true;
        StreamConnection open = stream;
        Thread running = thread;
        if (open != null) {
            if (running != null && running.isAlive()) {
                end(open, running);
            }
            writer.closeStream(open);
        }
        finished.completeExceptionally(new CancellationException("The load was closed"));
    }

    private static void end(StreamConnection open, Thread running) {
        running.interrupt();
        try {
            if (running.join(IDLE_PATIENCE)) {
                return;
            }
            open.cancel();
            if (!running.join(CLOSE_PATIENCE)) {
                open.discard();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            open.discard();
        }
    }
}
