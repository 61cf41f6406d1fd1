package dev.headrace.sync;

import dev.headrace.model.Change;
import dev.headrace.model.ChangeRecorder;
import dev.headrace.model.Column;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A destination table as a map: what loads have to do to rows, said as plainly as possible.
final class MemoryTable {
    private final SyncMode mode;
    private TableShape shape;
    private Map<Key, Row> rows = new LinkedHashMap<>();

    /// @param synced when it was last written
    /// @param orSynced another instant that is as good
    record Row(
            Map<String, @Nullable Object> values,
            boolean deleted,
            Instant synced,
            Instant orSynced) {
        Row {
            values = new LinkedHashMap<>(values);
        }

        Row(Map<String, @Nullable Object> values, boolean deleted, Instant synced) {
            this(values, deleted, synced, synced);
        }

        /// Marked as deleted, which does not count as written.
        Row gone() {
            return new Row(values, true, synced, orSynced);
        }

        Row orSynced(Instant other) {
            return new Row(values, deleted, synced, other);
        }

        boolean equalTo(Row other) {
            return deleted == other.deleted && canonical(values).equals(canonical(other.values));
        }
    }

    private static Map<String, @Nullable Object> canonical(Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> canonical = new LinkedHashMap<>(values);
        canonical.replaceAll((name, value) -> Widening.canonical(value));
        return canonical;
    }

    /// A row's place: its key values; where nothing is ever changed, the order of its coming.
    record Key(List<@Nullable Object> values) {}

    MemoryTable(SyncMode mode, TableShape shape) {
        this.mode = mode;
        this.shape = shape;
    }

    TableShape shape() {
        return shape;
    }

    SyncMode mode() {
        return mode;
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    /// Makes room for rows of another shape: the columns of both, each with the type that holds the
    /// values of both.
    void reshape(TableShape wanted) {
        List<Column> columns = new ArrayList<>();
        for (Column known : shape.columns()) {
            var same = wanted.indexOf(known.name());
            columns.add(
                    same.isPresent() ? known.join(wanted.columns().get(same.getAsInt())) : known);
        }
        for (Column column : wanted.columns()) {
            if (shape.indexOf(column.name()).isEmpty()) {
                columns.add(column);
            }
        }
        shape = new TableShape(columns, shape.key());
        Map<Key, Row> widened = new LinkedHashMap<>();
        rows.forEach((key, row) -> {
            Row wide = widen(row);
            widened.put(mode == SyncMode.APPEND ? key : key(wide.values()), wide);
        });
        rows = widened;
    }

    private Row widen(Row row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Column column : shape.columns()) {
            Object value = row.values().get(column.name());
            values.put(column.name(), Widening.convert(value, column.type()));
        }
        return new Row(values, row.deleted(), row.synced(), row.orSynced());
    }

    private Key key(Map<String, @Nullable Object> values) {
        List<@Nullable Object> key = new ArrayList<>();
        shape.key().forEach(name -> key.add(Widening.canonical(values.get(name))));
        return new Key(key);
    }

    /// What a batch did.
    record Counts(long inserted, long updated, long deleted) {}

    /// Applies a batch. What it does to a row is judged by what the row was before and is after.
    ///
    /// @param seen gets the keys of rows that the batch says exist
    Counts apply(TableShape of, ChangeRecorder batch, Instant now, Set<Key> seen) {
        reshape(of);
        long truncated = 0;
        Map<Key, @Nullable Row> before = new LinkedHashMap<>();
        Set<Key> twice = new HashSet<>();
        for (Change change : batch.changes()) {
            switch (change) {
                case Change.Truncate _ -> truncated = truncate();
                case Change.Upsert upsert -> {
                    Map<String, @Nullable Object> values = values(of, upsert.values());
                    Key key = keyOf(values);
                    note(before, twice, key);
                    seen.add(key);
                    upsert(key, values, now);
                }
                case Change.Update update -> {
                    Map<String, @Nullable Object> values = values(of, update.values());
                    Key key = keyOf(values);
                    note(before, twice, key);
                    seen.add(key);
                    update(key, values, now);
                }
                case Change.Delete delete -> {
                    Key key = keyOf(values(of, delete.values()));
                    note(before, twice, key);
                    delete(key, now);
                }
            }
        }
        Counts merged = settle(before, twice, now);
        long removed = 0;
        for (ChangeRecorder.Removal removal : batch.removals()) {
            removed += removeLines(removal, now);
        }
        return new Counts(
                merged.inserted(), merged.updated(), merged.deleted() + truncated + removed);
    }

    private void note(Map<Key, @Nullable Row> before, Set<Key> twice, Key key) {
        if (before.containsKey(key)) {
            twice.add(key);
        } else {
            before.put(key, rows.get(key));
        }
    }

    private Key keyOf(Map<String, @Nullable Object> values) {
        return mode == SyncMode.APPEND ? new Key(List.of(rows.size())) : key(values);
    }

    private Map<String, @Nullable Object> values(TableShape of, List<@Nullable Object> cells) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            Column column = of.columns().get(i);
            Object cell = cells.get(i);
            if (!Change.UNMODIFIED.equals(cell)) {
                int at = shape.indexOf(column.name()).orElseThrow();
                values.put(column.name(), Widening.convert(cell, shape.columns().get(at).type()));
            }
        }
        return values;
    }

    private long truncate() {
        long live = rows.values().stream().filter(row -> !row.deleted()).count();
        switch (mode) {
            case LIVE -> rows.clear();
            case SOFT_DELETE -> rows.replaceAll((key, row) -> row.gone());
            case APPEND -> throw new IllegalStateException("Nothing is ever deleted here");
        }
        return live;
    }

    private void upsert(Key key, Map<String, @Nullable Object> values, Instant now) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        Row known = rows.get(key);
        for (Column column : shape.columns()) {
            String name = column.name();
            Object kept = known == null ? null : known.values().get(name);
            all.put(name, values.containsKey(name) ? values.get(name) : kept);
        }
        rows.put(key, new Row(all, false, now));
    }

    private void update(Key key, Map<String, @Nullable Object> values, Instant now) {
        Row known = rows.get(key);
        if (known != null && !known.deleted()) {
            upsert(key, values, now);
        }
    }

    private void delete(Key key, Instant now) {
        Row known = rows.get(key);
        if (known == null) {
            return;
        }
        if (mode == SyncMode.LIVE) {
            rows.remove(key);
        } else if (!known.deleted()) {
            rows.put(key, new Row(known.values(), true, now));
        }
    }

    /// Gives rows that are as they were their old instant back. Where several changes of a row end
    /// there, a destination may have written it and written it back.
    private Counts settle(Map<Key, @Nullable Row> before, Set<Key> changed, Instant now) {
        long inserted = 0;
        long updated = 0;
        long deleted = 0;
        for (var entry : before.entrySet()) {
            Row was = entry.getValue();
            Row is = rows.get(entry.getKey());
            if (is == null) {
                deleted += was == null ? 0 : 1;
            } else if (was == null) {
                inserted++;
            } else if (is.equalTo(was)) {
                rows.put(
                        entry.getKey(), changed.contains(entry.getKey()) ? was.orSynced(now) : was);
            } else if (is.deleted() && !was.deleted()) {
                deleted++;
            } else {
                updated++;
            }
        }
        return new Counts(inserted, updated, deleted);
    }

    private long removeLines(ChangeRecorder.Removal removal, Instant now) {
        List<Key> gone = new ArrayList<>();
        rows.forEach((key, row) -> {
            Object line = row.values().get("_line");
            if (!row.deleted()
                    && Objects.equals(row.values().get("_file"), removal.file())
                    && line instanceof Long number
                    && number > removal.lastLine()) {
                gone.add(key);
            }
        });
        gone.forEach(key -> delete(key, now));
        return gone.size();
    }

    /// Live rows that a snapshot has not seen.
    List<Key> unseen(Set<Key> seen) {
        return rows.entrySet().stream()
                .filter(entry -> !entry.getValue().deleted() && !seen.contains(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Not an event of the rows' own, so their instant stays.
    void vanish(List<Key> keys) {
        for (Key key : keys) {
            Row known = Objects.requireNonNull(rows.get(key));
            if (mode == SyncMode.LIVE) {
                rows.remove(key);
            } else {
                rows.put(key, known.gone());
            }
        }
    }

    long liveRows() {
        return rows.values().stream().filter(row -> !row.deleted()).count();
    }
}
