package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.destination.Batch;
import dev.headrace.destination.LoadRequest;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.testkit.SeededRandom;
import dev.headrace.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// However changes of few keys come mixed and cut into batches, with new columns and wider ones in
/// between and sessions killed under it, the table ends as if each change had been applied by
/// itself.
class LaterLoadPropertyTest {
    private static final int RUNS = 15;
    private static final int KEYS = 6;
    private static final int COLUMNS_MAX = 5;

    /// What the table should be: each change applied to a map.
    private static final class Model {
        private final boolean soft;
        private final Map<Long, @Nullable String[]> rows = new TreeMap<>();
        private final Map<Long, Boolean> deleted = new TreeMap<>();

        private Model(boolean soft) {
            this.soft = soft;
        }

        private void upsert(long key, List<@Nullable Object> values) {
            @Nullable String[] row = rows.computeIfAbsent(key, any -> new String[COLUMNS_MAX]);
            assign(row, values);
            deleted.put(key, false);
        }

        private void update(long key, List<@Nullable Object> values) {
            @Nullable String[] row = rows.get(key);
            if (row != null && Boolean.FALSE.equals(deleted.get(key))) {
                assign(row, values);
            }
        }

        private static void assign(@Nullable String[] row, List<@Nullable Object> values) {
            for (int i = 1; i < values.size(); i++) {
                Object value = values.get(i);
                if (!Change.UNMODIFIED.equals(value)) {
                    row[i - 1] = value == null ? null : value.toString();
                }
            }
        }

        private void delete(long key) {
            if (soft) {
                deleted.computeIfPresent(key, (any, was) -> true);
            } else {
                rows.remove(key);
                deleted.remove(key);
            }
        }

        private void truncate() {
            List.copyOf(rows.keySet()).forEach(this::delete);
        }

        private List<List<@Nullable String>> table(int columns) {
            List<List<@Nullable String>> table = new ArrayList<>();
            rows.forEach((key, values) -> {
                List<@Nullable String> row = new ArrayList<>();
                row.add(Long.toString(key));
                for (int i = 0; i < columns - 1; i++) {
                    row.add(values[i]);
                }
                row.add(Boolean.TRUE.equals(deleted.get(key)) ? "t" : "f");
                table.add(row);
            });
            return table;
        }
    }

    @Test
    void endsAsIfEachChangeHadComeAlone() throws SQLException {
        try (LiveTableFixture fixture = new LiveTableFixture(TestPostgres.database())) {
            SeededRandom.check(
                    RUNS,
                    random -> {
                        check(fixture, random);
                        fixture.database()
                                .execute("DROP TABLE loaded.t", "DELETE FROM _headrace.stream");
                        fixture.nextSync();
                    });
        }
    }

    private static void check(LiveTableFixture fixture, SeededRandom random) throws SQLException {
        SyncMode mode = random.pick(List.of(SyncMode.SOFT_DELETE, SyncMode.LIVE));
        Model model = new Model(mode == SyncMode.SOFT_DELETE);
        TableShape shape = shape(List.of(LogicalType.LONG, LogicalType.LONG));
        TableName table = fixture.create("t", shape, mode);
        LoadRequest request = LoadRequest.of(table, mode, List.of("id"));
        try (LaterLoad load = fixture.load(request, shape)) {
            int batches = 1 + random.nextInt(6);
            for (int i = 0; i < batches; i++) {
                if (random.oneIn(3)) {
                    shape = wider(shape, random);
                    load.reshape(shape);
                }
                fill(load, shape, model, random);
                if (random.oneIn(6)) {
                    killSessions(fixture);
                }
            }
            load.finish(List.of(), List.of(), true);
        }
        String deleted = mode == SyncMode.SOFT_DELETE ? "_fivetran_deleted" : "false";
        assertThat(
                        fixture.database()
                                .query(
                                        "SELECT %s, %s FROM loaded.t ORDER BY id"
                                                .formatted(names(shape), deleted)))
                .isEqualTo(model.table(shape.columns().size()));
    }

    /// Whatever the load is doing now is lost and has to be done again.
    private static void killSessions(LiveTableFixture fixture) {
        fixture.database()
                .execute(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE usename = '%s'
                        """
                                .formatted(fixture.database().loader()));
    }

    private static void fill(LaterLoad load, TableShape shape, Model model, SeededRandom random) {
        Batch batch = load.open();
        ChangeWriter writer = new ChangeWriter(batch.sink());
        if (random.oneIn(8)) {
            writer.write(new Change.Truncate());
            model.truncate();
        }
        boolean wholeOnly = random.oneIn(3);
        int changes = random.nextInt(20);
        for (int i = 0; i < changes; i++) {
            long key = random.nextInt(KEYS);
            List<@Nullable Object> values = values(key, shape, random, wholeOnly);
            switch (wholeOnly ? 0 : random.nextInt(4)) {
                case 0, 1 -> {
                    writer.write(new Change.Upsert(values));
                    model.upsert(key, values);
                }
                case 2 -> {
                    writer.write(new Change.Update(values));
                    model.update(key, values);
                }
                default -> {
                    List<@Nullable Object> keyOnly = new ArrayList<>(values);
                    keyOnly.replaceAll(value -> Change.UNMODIFIED);
                    keyOnly.set(0, key);
                    writer.write(new Change.Delete(keyOnly));
                    model.delete(key);
                }
            }
        }
        load.submit(batch, Checkpoint.NONE);
    }

    private static List<@Nullable Object> values(
            long key, TableShape shape, SeededRandom random, boolean whole) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(key);
        for (Column column : shape.columns().subList(1, shape.columns().size())) {
            long number = random.nextInt(3);
            values.add(
                    switch (random.nextInt(whole ? 3 : 5)) {
                        case 0 -> null;
                        case 1, 2 -> column.type() == LogicalType.LONG ? number : "t" + number;
                        default -> Change.UNMODIFIED;
                    });
        }
        return values;
    }

    /// One more column, or one that becomes text.
    private static TableShape wider(TableShape shape, SeededRandom random) {
        List<LogicalType> types = new ArrayList<>();
        shape.columns().forEach(column -> types.add(column.type()));
        if (random.oneIn(2) && types.size() < COLUMNS_MAX) {
            types.add(random.pick(List.of(LogicalType.LONG, LogicalType.STRING)));
        } else {
            types.set(1 + random.nextInt(types.size() - 1), LogicalType.STRING);
        }
        return shape(types);
    }

    private static TableShape shape(List<LogicalType> types) {
        List<Column> columns = new ArrayList<>();
        for (LogicalType type : types) {
            columns.add(Column.of(columns.isEmpty() ? "id" : "c" + columns.size(), type));
        }
        return new TableShape(columns, List.of("id"));
    }

    private static String names(TableShape shape) {
        return String.join(", ", shape.columns().stream().map(Column::name).toList());
    }
}
