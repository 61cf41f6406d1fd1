package dev.headrace.destination.postgres;

import dev.headrace.destination.Batch;
import dev.headrace.destination.FinishOutcome;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.Warning;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableShape;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

/// Loads into a table that people read: a batch fills while another one merges. The calling thread
/// opens, fills and submits; [LaterWorker] commits in that order.
///
/// A table that needs other columns gets them in the transaction of the first batch that has them,
/// so [#reshape] only notes what the next batches look like.
final class LaterLoad implements TableLoad {
    private static final Set<ExtraColumn> MERGED =
            EnumSet.of(ExtraColumn.ORDER, ExtraColumn.OPERATION, ExtraColumn.UNMODIFIED);
    private static final Set<ExtraColumn> APPENDED = EnumSet.of(ExtraColumn.SYNCED);

    private final WriterSession writer;
    private final LoadRequest request;
    private final BatchPool pool;
    private final LaterWorker worker;
    private TableShape shape;

    /// @param row of a table that is live
    /// @param shape of the rows to come
    LaterLoad(
            WriterSession writer,
            LoadRequest request,
            StreamRow row,
            TableShape shape,
            BatchLimits limits) {
        this.writer = writer;
        this.request = request;
        this.shape = shape;
        this.pool = new BatchPool(limits);
        this.worker = new LaterWorker(writer, request, row, pool);
    }

    @Override
    public Batch open() {
        TargetTable target = worker.start();
        try {
            return pool.open(layout(target), 0);
        } catch (CancellationException e) {
            worker.check();
            throw e;
        }
    }

    private CopyLayout layout(TargetTable target) {
        List<WireType> wires =
                shape.columns().stream()
                        .map(column ->
                                StagedColumn.wire(column, target.columns().get(column.name())))
                        .toList();
        Set<ExtraColumn> extras = request.mode() == SyncMode.APPEND ? APPENDED : MERGED;
        return new CopyLayout(keyed(), wires, extras, writer.syncedAt());
    }

    /// The rows' shape with the table's key.
    private TableShape keyed() {
        return new TableShape(shape.columns(), request.key());
    }

    @Override
    public void submit(Batch batch, Checkpoint checkpoint) {
        worker.check();
        PostgresBatch filled = (PostgresBatch) batch;
        if (filled.isEmpty() && checkpoint.isEmpty()) {
            pool.release(filled);
            return;
        }
        worker.submit(filled, checkpoint);
    }

    @Override
    public boolean canRestart() {
        return request.mode() != SyncMode.APPEND;
    }

    @Override
    public void reshape(TableShape wider) {
        worker.check();
        shape = wider;
    }

    @Override
    public void restart(TableShape wider) {
        if (!canRestart()) {
            throw Failure.of(
                    FailureCode.INTERNAL,
                    "Rows are only added to %s; a restart would add them again."
                            .formatted(request.table()));
        }
        reshape(wider);
    }

    @Override
    public FinishOutcome finish(List<StateEntry> states, List<String> vanished, boolean complete) {
        worker.finish(keyed(), new FinishTransaction.Ending(states, vanished, complete));
        return FinishOutcome.DONE;
    }

    @Override
    public List<Checkpoint> takeCommitted() {
        return worker.tally().takeCommitted();
    }

    @Override
    public LoadCounters counters() {
        return worker.tally().counters();
    }

    @Override
    public List<String> ddl() {
        return worker.tally().ddl();
    }

    @Override
    public List<Warning> warnings() {
        return worker.tally().warnings();
    }

    @Override
    public void close() {
        pool.close();
        worker.close();
    }
}
