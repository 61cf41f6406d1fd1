package dev.headrace.sync;

import dev.headrace.destination.Batch;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Warning;
import dev.headrace.model.ChangeRecorder;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/// What both kinds of load in memory share.
abstract class MemoryLoad implements TableLoad {
    /// Small, so that few rows make many batches.
    static final int BATCH_ROWS = 50;

    /// Commits lag behind by as many batches.
    static final int LAG = 2;

    /// @param fence under which it may write
    record Target(
            InMemoryDestination destination,
            ConnectionName connection,
            long fence,
            Instant syncedAt,
            InMemoryDestination.Stored stored) {

        void commit(Runnable work) {
            destination.commit(connection, fence, work);
        }
    }

    record Filled(TableShape shape, ChangeRecorder rows, Checkpoint checkpoint) {}

    /// A batch that checks what is put into it.
    private record MemoryBatch(ChangeRecorder recorder) implements Batch {
        @Override
        public ChangeSink sink() {
            return recorder;
        }

        @Override
        public long rows() {
            return recorder.changes().size();
        }

        @Override
        public long bytes() {
            return rows();
        }

        @Override
        public boolean isEmpty() {
            return recorder.changes().isEmpty()
                    && recorder.rejected().isEmpty()
                    && recorder.removals().isEmpty();
        }
    }

    final Target target;
    final LoadRequest request;
    final List<Filled> waiting = new ArrayList<>();
    final List<String> ddl = new ArrayList<>();
    private final List<Checkpoint> committed = new ArrayList<>();
    private TableShape shape;
    private volatile boolean closed;

    MemoryLoad(Target target, LoadRequest request, TableShape shape) {
        this.target = target;
        this.request = request;
        this.shape = shape;
    }

    abstract void commitNext();

    final void commitAll() {
        while (!waiting.isEmpty()) {
            commitNext();
        }
    }

    final void committed(Checkpoint checkpoint) {
        committed.add(checkpoint);
    }

    final TableShape shape() {
        return shape;
    }

    final void wear(TableShape other) {
        shape = other;
    }

    final void check() {
        if (closed) {
            throw new CancellationException("The load was closed");
        }
    }

    @Override
    public Batch open() {
        check();
        return new MemoryBatch(new ChangeRecorder(shape, BATCH_ROWS));
    }

    @Override
    public void submit(Batch batch, Checkpoint checkpoint) {
        check();
        if (batch.isEmpty() && checkpoint.isEmpty()) {
            return;
        }
        waiting.add(new Filled(shape, ((MemoryBatch) batch).recorder(), checkpoint));
        if (waiting.size() > LAG) {
            commitNext();
        }
    }

    @Override
    public List<Checkpoint> takeCommitted() {
        List<Checkpoint> taken = List.copyOf(committed);
        committed.clear();
        return taken;
    }

    @Override
    public List<String> ddl() {
        return List.copyOf(ddl);
    }

    @Override
    public List<Warning> warnings() {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
        waiting.clear();
    }
}
