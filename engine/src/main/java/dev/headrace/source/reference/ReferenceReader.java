package dev.headrace.source.reference;

import dev.headrace.failure.Warning;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.InputPosition;
import dev.headrace.model.InputRange;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadProgress;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.TableReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads a table of the data set. A position is the number of rows before it.
final class ReferenceReader<T> implements TableReader {
    private final ReferenceTable<T> table;
    private final DataVersion version;
    private final List<T> rows;
    private final List<InputRange> committed;
    private final boolean firstLoad;
    private final boolean continues;
    private final boolean unchanged;
    private final List<InputRange> taken = new ArrayList<>();
    private int next;
    private volatile ReadProgress progress;

    ReferenceReader(ReferenceTable<T> table, DataVersion version, ReadRequest request) {
        this.table = table;
        this.version = version;
        this.rows = table.rows().get();
        this.firstLoad = request.phase() == ReadRequest.Phase.FIRST_LOAD;
        this.continues =
                request.committed().stream().allMatch(range -> range.hash() == version.hash());
        this.committed = continues ? inOrder(request.committed()) : List.of();
        long done = firstLoad ? 0 : done(request.states());
        this.unchanged = !firstLoad && done == rows.size();
        this.next = unchanged ? 0 : Math.toIntExact(done);
        this.progress = new ReadProgress(0, -1, 0, 0, 1, unchanged ? 1 : 0);
    }

    private static List<InputRange> inOrder(List<InputRange> ranges) {
        return ranges.stream().sorted(Comparator.comparing(InputRange::from)).toList();
    }

    private long done(List<StateEntry> states) {
        return states.stream()
                .filter(entry -> entry.key().equals(table.name()))
                .mapToLong(entry -> version.rows(entry.json(), rows.size()))
                .findFirst()
                .orElse(0);
    }

    @Override
    public TableShape shape() {
        return table.shape();
    }

    @Override
    public boolean continues() {
        return continues;
    }

    @Override
    public boolean unchanged() {
        return unchanged;
    }

    @Override
    public ReadOutcome read(ChangeSink sink) {
        Cells cells = new Cells(sink);
        ReadProgress before = progress;
        long rowsRead = before.rows();
        skipCommitted();
        while (next < rows.size() && !sink.full()) {
            int from = next;
            int end = Math.toIntExact(nextCommitted());
            while (next < end && !sink.full()) {
                table.write(rows.get(next), cells);
                next++;
            }
            taken.add(
                    new InputRange(table.name(), at(from), at(next), next - from, version.hash()));
            rowsRead += next - from;
            skipCommitted();
        }
        progress = new ReadProgress(before.bytesRead() + cells.bytes(), -1, rowsRead, 0, 1, 0);
        return next < rows.size() ? ReadOutcome.FULL : ReadOutcome.ENDED;
    }

    private void skipCommitted() {
        for (InputRange range : committed) {
            if (range.from().offset() <= next && range.to().offset() > next) {
                next = Math.toIntExact(range.to().offset());
            }
        }
    }

    /// Where the next rows begin that are in already, else the end.
    private long nextCommitted() {
        return committed.stream()
                .mapToLong(range -> range.from().offset())
                .filter(offset -> offset > next)
                .findFirst()
                .orElse(rows.size());
    }

    private static InputPosition at(long row) {
        return new InputPosition(row, row, row);
    }

    @Override
    public Checkpoint takeCheckpoint() {
        Checkpoint checkpoint =
                taken.isEmpty() ? Checkpoint.NONE : new Checkpoint(taken, List.of(state(next)));
        taken.clear();
        return checkpoint;
    }

    private StateEntry state(long done) {
        return new StateEntry(table.name(), version.state(done, rows.size()));
    }

    @Override
    public List<StateEntry> finalStates() {
        return List.of(state(rows.size()));
    }

    @Override
    public List<String> vanishedStates() {
        return List.of();
    }

    @Override
    public void acknowledge(Checkpoint checkpoint) {}

    @Override
    public ReadProgress progress() {
        return progress;
    }

    @Override
    public List<Warning> warnings() {
        return List.of();
    }

    @Override
    public void close() {}
}
