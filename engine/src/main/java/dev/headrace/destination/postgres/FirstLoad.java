package dev.headrace.destination.postgres;

import dev.headrace.destination.Batch;
import dev.headrace.destination.FinishOutcome;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Fills a table beside, in several streams, and publishes it when it is complete.
///
/// Rows go straight into the table by COPY; the key is built after them. Where the rows carry their
/// place in the source (to resolve duplicates), one stream loads them in order, so that what is in
/// is always a beginning of the input.
final class FirstLoad implements TableLoad {
    /// Places of rows: the batch's number in the upper half leaves room for any batch.
    private static final int PLACES_PER_BATCH_BITS = 32;

    private final WriterSession writer;
    private final LoadRequest request;
    private final StreamConnection stream;
    private final Execution execution = new Execution();
    private final LoadTally tally = new LoadTally();
    private final Build build;
    private final BatchPool pool;
    private final long mark = ThreadLocalRandom.current().nextLong() >>> 1;
    private final List<Checkpoint> submitted = new ArrayList<>();

    /// The shape of the live table whose place the build takes; null in a first load.
    private final @Nullable StoredShape replaced;

    private PieceStreams streams;
    private long firstPlace;
    private volatile boolean closed;

    /// Begins, or goes on.
    ///
    /// @param row what the ledger knows of the table, null for nothing
    /// @param continued whether the build that `row` names may be continued
    FirstLoad(
            WriterSession writer,
            LoadRequest request,
            TableShape shape,
            @Nullable StreamRow row,
            boolean continued) {
        this.writer = writer;
        this.request = request;
        this.stream = writer.borrowStream();
        StreamRow.Build known = row == null ? null : row.build();
        this.build = new Build(writer, stream, request, execution, known);
        this.replaced = row != null && row.live() ? row.shape() : null;
        this.pool = new BatchPool(limits());
        try {
            begin(shape, known != null && continued);
            this.streams = newStreams();
        } catch (RuntimeException | Error e) {
            pool.close();
            writer.closeStream(stream);
            throw e;
        }
    }

    private BatchLimits limits() {
        PostgresOptions options = writer.options();
        return BatchLimits.firstLoad(options.streams()).overruled(options);
    }

    private void begin(TableShape shape, boolean resume) {
        if (resume) {
            tally.resumed();
            build.resume();
            build.reshape(shape);
            // A finished build has dropped the column of its rows' places.
            boolean places =
                    build.now().ordered() && build.now().stage() == StreamRow.Stage.LOADING;
            firstPlace = places ? lastPlace() + 1 : 0;
        } else {
            boolean ordered = request.readOnce() && !shape.key().isEmpty();
            build.startAnew(shape, ordered);
        }
    }

    private PieceStreams newStreams() {
        return new PieceStreams(
                writer,
                build.now().ordered() ? 1 : writer.options().streams(),
                new PieceLoading(writer, request.table()),
                new PieceStreams.Outcome(
                        piece -> tally.loaded(piece.batch()),
                        piece -> pool.release(piece.batch()),
                        pool::close));
    }

    /// The greatest place that is in; what is read now comes after it.
    private long lastPlace() {
        String sql =
                SqlTemplate.of("SELECT coalesce(max({place}), 0) FROM {load}")
                        .put("place", new Identifier(ExtraColumn.ORDER.columnName()))
                        .put("load", build.table())
                        .sql();
        long[] last = new long[1];
        writer.transactions()
                .read(
                        stream,
                        at -> {
                            try (var statement = at.jdbc().createStatement();
                                    var row = statement.executeQuery(sql)) {
                                row.next();
                                last[0] = row.getLong(1);
                            }
                        });
        return last[0];
    }

    @Override
    public Batch open() {
        return placed(() -> {
            streams.check();
            StreamRow.Build now = build.now();
            CopyLayout layout =
                    CopyLayout.of(now.shape().shape(), BuildDdl.extras(now), writer.syncedAt());
            PostgresBatch batch = pool.open(layout, firstPlace);
            firstPlace += 1L << PLACES_PER_BATCH_BITS;
            return batch;
        });
    }

    @Override
    public void submit(Batch batch, Checkpoint checkpoint) {
        PostgresBatch filled = (PostgresBatch) batch;
        placed(() -> {
            streams.check();
            if (filled.isEmpty() && checkpoint.isEmpty()) {
                pool.release(filled);
            } else {
                submitted.add(checkpoint);
                streams.submit(new Piece(filled, checkpoint, build.now(), mark + filled.number()));
            }
            return filled;
        });
    }

    @Override
    public void reshape(TableShape shape) {
        placed(() -> {
            streams.drain();
            build.reshape(shape);
            return shape;
        });
    }

    @Override
    public boolean canRestart() {
        return true;
    }

    @Override
    public void restart(TableShape shape) {
        placed(() -> {
            streams.discardWaiting();
            streams.drain();
            startAnew(shape, build.now().ordered());
            return shape;
        });
    }

    private void startAnew(TableShape shape, boolean ordered) {
        boolean streamsChange = ordered != build.now().ordered();
        build.startAnew(shape, ordered);
        tally.restarted();
        submitted.clear();
        firstPlace = 0;
        if (streamsChange) {
            streams.close();
            streams = newStreams();
        }
    }

    @Override
    public FinishOutcome finish(List<StateEntry> states, List<String> vanished, boolean complete) {
        return placed(() -> {
            streams.drain();
            try {
                publish(states);
                return FinishOutcome.DONE;
            } catch (DuplicatesFound e) {
                startAnew(build.now().shape().shape(), true);
                return FinishOutcome.READ_AGAIN;
            }
        });
    }

    private void publish(List<StateEntry> states) {
        StoredShape live = replaced;
        if (live == null) {
            new BuildPublication(writer, request, build, execution, tally).publish(stream, states);
        } else {
            new Refresh(writer, request, build, execution, tally, live).publish(stream, states);
        }
    }

    /// Runs a step and tells with its failure where it happened.
    private <T> T placed(Supplier<T> step) {
        try {
            return step.get();
        } catch (CancellationException e) {
            // The pool and the streams tell of a failure by cancelling whoever waits.
            if (!closed) {
                streams.check();
            }
            throw e;
        } catch (Failure e) {
            throw e.at(FailurePlace.ofTable(request.table().schema(), request.table().table()));
        }
    }

    @Override
    public List<Checkpoint> takeCommitted() {
        if (!tally.published()) {
            return List.of();
        }
        List<Checkpoint> committed = List.copyOf(submitted);
        submitted.clear();
        return committed;
    }

    @Override
    public LoadCounters counters() {
        return tally.counters();
    }

    @Override
    public List<String> ddl() {
        return execution.done();
    }

    @Override
    public List<Warning> warnings() {
        List<Warning> all = new ArrayList<>(writer.warnings());
        all.addAll(build.warnings());
        all.addAll(tally.warnings());
        return all;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        pool.close();
        streams.close();
        if (tally.published()) {
            writer.giveBack(stream);
        } else {
            stream.cancel();
            writer.closeStream(stream);
        }
    }
}
