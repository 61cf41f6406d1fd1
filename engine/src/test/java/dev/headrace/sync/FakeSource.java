package dev.headrace.sync;

import dev.headrace.failure.Warning;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.Column;
import dev.headrace.model.InputPosition;
import dev.headrace.model.InputRange;
import dev.headrace.model.LogicalType;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadProgress;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.SourceTable;
import dev.headrace.source.TableReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A source of scripted inputs, one for each table. What an input has grown by since the last sync
/// is read, all of it where it was replaced. Shapes widen as rows come that need it; a column that
/// becomes text makes a first load begin anew.
final class FakeSource implements Source {
    private final Map<String, Input> inputs = new HashMap<>();

    /// Rows put between two calls of the destination at most.
    private static final int ROWS_PER_READ = 20;

    /// Called with the number of every change before it is put; what it throws ends the read.
    LongConsumer onRow = number -> {};

    /// What was acknowledged, in order.
    final List<Checkpoint> told = new ArrayList<>();

    boolean repeatable = true;

    /// Whether a column that becomes text makes later loads begin anew as well.
    boolean restartsLater;

    /// A change together with the shape that its values have.
    record Entry(TableShape shape, Change change, boolean endsBatch) {
        Entry(TableShape shape, Change change) {
            this(shape, change, false);
        }
    }

    /// @param version another one for other content
    private record Input(long version, List<Entry> entries) {}

    @Override
    public boolean repeatable(SourceTable table) {
        return repeatable;
    }

    /// Adds to what is there.
    void append(String table, List<Entry> more) {
        Input known = inputs.getOrDefault(table, new Input(1, List.of()));
        List<Entry> all = new ArrayList<>(known.entries());
        all.addAll(more);
        inputs.put(table, new Input(known.version(), all));
    }

    /// Puts other content in the place of what is there.
    void replace(String table, List<Entry> content) {
        Input known = inputs.getOrDefault(table, new Input(0, List.of()));
        inputs.put(table, new Input(known.version() + 1, List.copyOf(content)));
    }

    @Override
    public List<SourceTable> tables() {
        return inputs.keySet().stream().sorted().map(FakeSource::table).toList();
    }

    static SourceTable table(String name) {
        return new SourceTable(name, name);
    }

    @Override
    public TableReader open(SourceTable table, ReadRequest request) {
        return new Reader(inputs.getOrDefault(table.name(), new Input(0, List.of())), request);
    }

    @Override
    public void close() {}

    private final class Reader implements TableReader {
        private static final String KEY = "input";

        private final Input input;
        private final boolean firstLoad;
        private final boolean continues;
        private List<InputRange> committed;
        private final List<InputRange> taken = new ArrayList<>();
        private TableShape shape;
        private int next;
        private final AtomicLong rows = new AtomicLong();

        Reader(Input input, ReadRequest request) {
            this.input = input;
            this.firstLoad = request.phase() == ReadRequest.Phase.FIRST_LOAD;
            this.continues =
                    request.committed().stream().allMatch(range -> range.hash() == input.version());
            this.committed =
                    continues
                            ? request.committed().stream()
                                    .sorted(Comparator.comparing(InputRange::from))
                                    .toList()
                            : List.of();
            this.next = firstLoad ? 0 : done(request.states());
            this.shape = initial(request.stored());
        }

        private int done(List<StateEntry> states) {
            for (StateEntry state : states) {
                String[] parts = state.json().replaceAll("[^0-9,]", "").split(",", -1);
                if (state.key().equals(KEY) && Long.parseLong(parts[0]) == input.version()) {
                    return Integer.parseInt(parts[1]);
                }
            }
            return 0;
        }

        private TableShape initial(@Nullable TableShape stored) {
            TableShape nothing = new TableShape(List.of(), List.of());
            TableShape known = stored == null || !continues ? nothing : stored;
            return next < input.entries().size()
                    ? join(known, input.entries().get(next).shape())
                    : known;
        }

        private static TableShape join(TableShape known, TableShape more) {
            List<Column> columns = new ArrayList<>();
            for (Column column : known.columns()) {
                var same = more.indexOf(column.name());
                columns.add(
                        same.isPresent()
                                ? column.join(more.columns().get(same.getAsInt()))
                                : column);
            }
            for (Column column : more.columns()) {
                if (known.indexOf(column.name()).isEmpty()) {
                    columns.add(column);
                }
            }
            return new TableShape(columns, more.key());
        }

        @Override
        public TableShape shape() {
            return shape;
        }

        @Override
        public boolean continues() {
            return continues;
        }

        @Override
        public boolean unchanged() {
            return !firstLoad && next == input.entries().size();
        }

        @Override
        public ReadOutcome read(ChangeSink sink) {
            int from = next;
            int put = 0;
            while (true) {
                int skipped = skipped(next);
                if (skipped != next) {
                    take(from);
                    next = skipped;
                    from = next;
                    continue;
                }
                if (next == input.entries().size()) {
                    take(from);
                    return ReadOutcome.ENDED;
                }
                Entry entry = input.entries().get(next);
                if (!covers(entry)) {
                    take(from);
                    return widen(entry);
                }
                boolean truncates = entry.change() instanceof Change.Truncate;
                if (put > 0 && (sink.full() || put == ROWS_PER_READ || truncates)) {
                    take(from);
                    return ReadOutcome.FULL;
                }
                onRow.accept(next);
                new ChangeWriter(sink).write(fitted(entry));
                put++;
                next++;
                if (entry.endsBatch()) {
                    take(from);
                    return ReadOutcome.FULL;
                }
            }
        }

        private int skipped(int at) {
            int place = at;
            for (InputRange range : committed) {
                if (range.from().offset() <= place && range.to().offset() > place) {
                    place = Math.toIntExact(range.to().offset());
                }
            }
            return place;
        }

        private void take(int from) {
            if (next > from) {
                rows.addAndGet(next - from);
                taken.add(new InputRange(KEY, at(from), at(next), next - from, input.version()));
            }
        }

        private static InputPosition at(int place) {
            return new InputPosition(place, place, place);
        }

        private boolean covers(Entry entry) {
            return join(shape, entry.shape()).equals(shape);
        }

        private ReadOutcome widen(Entry entry) {
            TableShape wider = join(shape, entry.shape());
            boolean text = false;
            for (Column column : shape.columns()) {
                LogicalType type =
                        wider.columns().get(wider.indexOf(column.name()).orElseThrow()).type();
                text |= type == LogicalType.STRING && column.type() != type;
            }
            shape = wider;
            if (!(firstLoad || restartsLater) || !text || !repeatable) {
                return ReadOutcome.RESHAPED;
            }
            next = 0;
            // What had been committed is forgotten with the rest.
            committed = List.of();
            taken.clear();
            rows.set(0);
            return ReadOutcome.RESTARTED;
        }

        /// The change with its values in the reader's shape.
        private Change fitted(Entry entry) {
            return switch (entry.change()) {
                case Change.Upsert upsert ->
                        new Change.Upsert(fitted(entry.shape(), upsert.values()));
                case Change.Update update ->
                        new Change.Update(fitted(entry.shape(), update.values()));
                case Change.Delete delete ->
                        new Change.Delete(fitted(entry.shape(), delete.values()));
                case Change.Truncate truncate -> truncate;
            };
        }

        private List<@Nullable Object> fitted(TableShape of, List<@Nullable Object> values) {
            List<@Nullable Object> fitted = new ArrayList<>();
            for (Column column : shape.columns()) {
                var at = of.indexOf(column.name());
                Object value = at.isPresent() ? values.get(at.getAsInt()) : Change.UNMODIFIED;
                boolean given = !Change.UNMODIFIED.equals(value);
                fitted.add(given ? Widening.convert(value, column.type()) : value);
            }
            return fitted;
        }

        @Override
        public Checkpoint takeCheckpoint() {
            Checkpoint checkpoint =
                    taken.isEmpty() ? Checkpoint.NONE : new Checkpoint(taken, List.of(state()));
            taken.clear();
            return checkpoint;
        }

        private StateEntry state() {
            return new StateEntry(KEY, "[" + input.version() + ", " + next + "]");
        }

        @Override
        public List<StateEntry> finalStates() {
            return List.of(state());
        }

        @Override
        public List<String> vanishedStates() {
            return List.of();
        }

        @Override
        public void acknowledge(Checkpoint checkpoint) {
            told.add(checkpoint);
        }

        @Override
        public ReadProgress progress() {
            return new ReadProgress(0, -1, rows.get(), 0, 1, unchanged() ? 1 : 0);
        }

        @Override
        public List<Warning> warnings() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
