package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headrace.destination.Batch;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.BadRow;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestPostgres;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A later load writes what differs and nothing else, tells how many rows it was, and leaves
/// nothing behind.
class LaterLoadIT {
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("name", LogicalType.STRING)),
                    List.of("id"));

    private LiveTableFixture fixture;

    @BeforeEach
    void open() throws SQLException {
        fixture = new LiveTableFixture(TestPostgres.database());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void writesNoRowThatIsAsItWas() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        load(table, SHAPE, upsert(1L, "A"), upsert(2L, null), upsert(3L, "C"));
        List<?> before = fixture.database().query("SELECT id, xmin, ctid FROM loaded.t");
        fixture.nextSync();
        LoadCounters counters =
                load(table, SHAPE, upsert(1L, "A"), upsert(2L, null), upsert(3L, "C"));
        assertThat(fixture.database().query("SELECT id, xmin, ctid FROM loaded.t"))
                .isEqualTo(before);
        assertThat(counters).isEqualTo(new LoadCounters(false, false, 3, 0, 0, 0, 3, 0, 0));
    }

    @Test
    void countsWhatItDid() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        load(table, SHAPE, upsert(1L, "A"), upsert(2L, "B"));
        LoadRequest request = request(table);
        try (LaterLoad load = fixture.load(request, SHAPE)) {
            submit(
                    load,
                    Checkpoint.NONE,
                    upsert(1L, "A"),
                    upsert(2L, "b"),
                    upsert(3L, "x"),
                    upsert(3L, "y"));
            submit(load, Checkpoint.NONE, delete(1L), delete(9L), upsert(3L, "z"));
            load.finish(List.of(), List.of(), true);
            assertThat(load.counters())
                    .isEqualTo(new LoadCounters(false, false, 7, 1, 2, 1, 2, 1, 0));
            assertThat(load.warnings())
                    .extracting(Warning::code, Warning::count)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(WarningCode.DUPLICATE_KEY, 1L));
        }
        assertThat(rows("id, name, _fivetran_deleted")).containsExactly("1 A t", "2 b f", "3 z f");
    }

    @Test
    void takesKeysForEqualThatTheServerTakesForEqual() throws SQLException {
        TableShape shape =
                new TableShape(
                        List.of(
                                Column.of("d", LogicalType.DECIMAL),
                                Column.of("f", LogicalType.DOUBLE),
                                Column.of("name", LogicalType.STRING)),
                        List.of("d", "f"));
        TableName table = fixture.create("t", shape, SyncMode.SOFT_DELETE);
        load(table, shape, row(new BigDecimal("1.0"), 0.0, "first"));
        LoadCounters counters =
                load(
                        table,
                        shape,
                        row(new BigDecimal("1.00"), -0.0, "second"),
                        row(new BigDecimal("1"), 0.0, "third"),
                        row(new BigDecimal("3"), Double.NaN, "a"),
                        row(new BigDecimal("3.0"), Double.NaN, "b"));
        assertThat(counters.updated()).isEqualTo(1);
        assertThat(counters.inserted()).isEqualTo(1);
        assertThat(counters.duplicate()).isEqualTo(2);
        assertThat(rows("name")).containsExactly("b", "third");
    }

    @Test
    void movesStateWithTheRowsAndWithoutRows() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        try (LaterLoad load = fixture.load(request(table), SHAPE)) {
            submit(load, states("a", "1"), upsert(1L, "A"));
            submit(load, states("b", "1"));
            submit(load, states("a", "2"));
            load.finish(
                    List.of(new StateEntry("a", "2"), new StateEntry("c", "{\"x\": 1}")),
                    List.of("b", "unknown"),
                    true);
            assertThat(load.takeCommitted())
                    .containsExactly(states("a", "1"), states("b", "1"), states("a", "2"));
        }
        assertThat(fixture.states(table))
                .containsExactly(new StateEntry("a", "2"), new StateEntry("c", "{\"x\": 1}"));
        assertThat(fixture.row(table).batch()).isEqualTo(4);
    }

    @Test
    void writesNothingWhenNothingIsNew() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        try (LaterLoad load = fixture.load(request(table), SHAPE)) {
            submit(load, states("a", "1"), upsert(1L, "A"));
            load.finish(List.of(), List.of(), true);
        }
        long batch = fixture.row(table).batch();
        try (LaterLoad load = fixture.load(request(table), SHAPE)) {
            submit(load, Checkpoint.NONE);
            load.finish(List.of(new StateEntry("a", "1")), List.of("b"), true);
        }
        assertThat(fixture.row(table).batch()).isEqualTo(batch);
    }

    @Test
    void putsBadRowsAsideWithTheirBatch() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        try (LaterLoad load = fixture.load(request(table), SHAPE)) {
            Batch batch = load.open();
            batch.sink().reject(new BadRow("f.csv", 7, "a\0b", "no", "ROW_MALFORMED", false));
            load.submit(batch, Checkpoint.NONE);
            load.finish(List.of(), List.of(), true);
            assertThat(load.counters().quarantined()).isEqualTo(1);
        }
        assertThat(
                        fixture.database()
                                .query("SELECT table_name, file, line FROM _headrace.quarantine"))
                .containsExactly(List.of("t", "f.csv", "7"));
    }

    @Test
    void marksLinesBeyondAFilesNewEnd() throws SQLException {
        TableShape shape =
                new TableShape(
                        List.of(
                                Column.of("_file", LogicalType.STRING),
                                Column.of("_line", LogicalType.LONG)),
                        List.of("_file", "_line"));
        for (SyncMode mode : List.of(SyncMode.SOFT_DELETE, SyncMode.LIVE)) {
            TableName table = fixture.create(mode.name(), shape, mode);
            LoadRequest request = LoadRequest.of(table, mode, shape.key());
            try (LaterLoad load = fixture.load(request, shape)) {
                submit(load, Checkpoint.NONE, row("a", 1L), row("a", 2L), row("b", 2L));
                Batch batch = load.open();
                write(batch, row("a", 3L));
                batch.sink().removeLinesBeyond("a", 1);
                load.submit(batch, Checkpoint.NONE);
                load.finish(List.of(), List.of(), true);
                assertThat(load.counters().deleted()).isEqualTo(2);
            }
        }
        assertThat(rows("SOFT_DELETE", "_file, _line, _fivetran_deleted"))
                .containsExactly("a 1 f", "a 2 t", "a 3 t", "b 2 f");
        assertThat(rows("LIVE", "_file, _line")).containsExactly("a 1", "b 2");
    }

    @Test
    void appendsWithoutLookingAtWhatIsThere() throws SQLException {
        TableShape shape = new TableShape(SHAPE.columns(), List.of());
        TableName table = fixture.create("t", shape, SyncMode.APPEND);
        LoadRequest request = LoadRequest.of(table, SyncMode.APPEND, List.of());
        for (int i = 0; i < 2; i++) {
            try (LaterLoad load = fixture.load(request, shape)) {
                submit(load, states("a", "" + i), upsert(1L, "A"), upsert(1L, "A"));
                load.finish(List.of(), List.of(), true);
                assertThat(load.counters().inserted()).isEqualTo(2);
            }
        }
        assertThat(rows("id, name, _fivetran_synced = '%s'".formatted(fixture.writer().syncedAt())))
                .containsExactly("1 A t", "1 A t", "1 A t", "1 A t");
        // Someone has made the column another one: the rows get there by a cast.
        fixture.asLoader("ALTER TABLE loaded.t ALTER id TYPE numeric");
        try (LaterLoad load = fixture.load(request, shape)) {
            submit(load, Checkpoint.NONE, upsert(7L, "A"));
            load.finish(List.of(), List.of(), true);
        }
        assertThat(rows("id")).last().isEqualTo("7");
    }

    @Test
    void getsValuesIntoColumnsOfOtherTypes() throws SQLException {
        fixture.asLoader(
                "CREATE SCHEMA loaded",
                "CREATE TYPE loaded.mood AS ENUM ('sad', 'glad')",
                """
                CREATE TABLE loaded.t (id uuid PRIMARY KEY, address inet, mood loaded.mood,
                    doc jsonb, plain json, span interval, short varchar(3), price numeric(6,2),
                    seen timestamptz(0), place point, "no" integer,
                    own text DEFAULT 'theirs', _fivetran_synced timestamptz,
                    _fivetran_deleted boolean)
                """);
        TableShape shape =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.STRING),
                                Column.of("address", LogicalType.STRING),
                                Column.of("mood", LogicalType.STRING),
                                Column.of("doc", LogicalType.JSON),
                                Column.of("plain", LogicalType.JSON),
                                Column.of("span", LogicalType.STRING),
                                Column.of("short", LogicalType.STRING),
                                Column.of("price", LogicalType.DECIMAL),
                                Column.of("seen", LogicalType.INSTANT),
                                Column.of("place", LogicalType.STRING),
                                Column.of("no", LogicalType.LONG)),
                        List.of("id"));
        TableName table = new TableName("loaded", "t");
        fixture.note(table, shape, SyncMode.SOFT_DELETE);
        Object[] values = {
            "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
            "10.0.0.1",
            "glad",
            "{\"a\":1}",
            "{\"a\":1}",
            "1 day",
            "abc",
            new BigDecimal("1.005"),
            java.time.Instant.parse("2026-01-02T03:04:05.6Z"),
            "(1,2)",
            7L
        };
        assertThat(load(table, shape, row(values)).inserted()).isEqualTo(1);
        values[0] = values[0].toString().toLowerCase(java.util.Locale.ROOT);
        fixture.nextSync();
        assertThat(load(table, shape, row(values)).unchanged()).isEqualTo(1);
        values[2] = "sad";
        assertThat(load(table, shape, row(values), row(values)).updated()).isEqualTo(1);
        assertThat(rows("id, address, mood, doc, span, short, price, seen, place, own"))
                .containsExactly(
                        "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 10.0.0.1 sad {\"a\": 1} 1 day abc"
                                + " 1.01 2026-01-02 03:04:06+00 (1,2) theirs");
        values[6] = "abcd";
        assertThatThrownBy(() -> load(table, shape, row(values)))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.WRITE_REFUSED));
    }

    @Test
    void seesTheDifferenceThatALooseCollationHides() throws SQLException {
        assumeThat(fixture.database().majorVersion()).isGreaterThanOrEqualTo(12);
        fixture.asLoader(
                "CREATE SCHEMA loaded",
                """
                CREATE COLLATION loaded.loose
                    (provider = icu, locale = 'und-u-ks-level2', deterministic = false)
                """,
                """
                CREATE TABLE loaded.t (id text COLLATE loaded.loose PRIMARY KEY,
                    name text COLLATE loaded.loose, _fivetran_synced timestamptz,
                    _fivetran_deleted boolean)
                """);
        TableShape shape =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.STRING),
                                Column.of("name", LogicalType.STRING)),
                        List.of("id"));
        TableName table = new TableName("loaded", "t");
        fixture.note(table, shape, SyncMode.SOFT_DELETE);
        LoadCounters counters = load(table, shape, row("k", "a"), row("K", "b"));
        assertThat(counters.duplicate()).isEqualTo(1);
        assertThat(load(table, shape, row("k", "B"), update("k", "C")).updated()).isEqualTo(2);
        assertThat(rows("name")).containsExactly("C");
    }

    @Test
    void quotesTheWorstNames() throws SQLException {
        List<String> names =
                List.of("a b", "se\"lect", "{target}", "$1 ?", "\ud83d\ude00'", "Order", "s", "t");
        List<Column> columns = new ArrayList<>();
        names.forEach(name -> columns.add(Column.of(name, LogicalType.STRING)));
        TableShape shape = new TableShape(columns, names.subList(0, 4));
        TableName table = fixture.create("t \"x\" '?", shape, SyncMode.SOFT_DELETE);
        Object[] values = new Object[names.size()];
        Arrays.fill(values, "v");
        assertThat(load(table, shape, row(values)).inserted()).isEqualTo(1);
        values[7] = "w";
        assertThat(load(table, shape, row(values)).updated()).isEqualTo(1);
        values[7] = Change.UNMODIFIED;
        values[6] = "x";
        assertThat(load(table, shape, row(values)).updated()).isEqualTo(1);
        List<Column> wider = new ArrayList<>(columns);
        wider.add(Column.of("new \"?\"", LogicalType.STRING));
        TableShape wide = new TableShape(wider, shape.key());
        Object[] more = Arrays.copyOf(values, values.length + 1);
        more[8] = "n";
        assertThat(load(table, wide, row(more)).updated()).isEqualTo(1);
    }

    @Test
    void namesTheConstraintThatRefusesTheRows() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        fixture.asLoader("ALTER TABLE loaded.t ADD CONSTRAINT no_b CHECK (name <> 'B')");
        try (LaterLoad load = fixture.load(request(table), SHAPE)) {
            submit(load, states("a", "1"), upsert(1L, "A"));
            submit(load, states("a", "2"), upsert(2L, "B"));
            assertThatThrownBy(() -> load.finish(List.of(), List.of(), true))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> {
                                assertThat(failure.code()).isEqualTo(FailureCode.WRITE_REFUSED);
                                assertThat(failure.message()).contains("no_b");
                                assertThat(failure.place().table()).isEqualTo("t");
                            });
            assertThatThrownBy(load::open).isInstanceOf(Failure.class);
            assertThat(load.counters().committed()).isEqualTo(1);
        }
        assertThat(rows("id")).containsExactly("1");
        assertThat(fixture.states(table)).containsExactly(new StateEntry("a", "1"));
    }

    @Test
    void usesOneStagingTableForAllBatches() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        try (LaterLoad load = fixture.load(request(table), SHAPE)) {
            submit(load, states("a", "1"), upsert(1L, "A"));
            Await.until("the batch is in", () -> load.counters().committed() == 1);
            String oids = "SELECT array_agg(oid ORDER BY oid) FROM pg_class WHERE relname LIKE ";
            String first = fixture.database().value(oids + "'headrace_%'");
            submit(load, states("a", "2"), upsert(2L, "A"));
            Await.until("the batch is in", () -> load.counters().committed() == 2);
            assertThat(fixture.database().value(oids + "'headrace_%'")).isEqualTo(first);
            submit(load, states("a", "3"), delete(2L));
            load.finish(List.of(), List.of(), true);
        }
        Await.until(
                "no staging table is left",
                () ->
                        fixture.database()
                                        .count(
                                                """
                                                SELECT count(*) FROM pg_class
                                                WHERE relname LIKE 'headrace_%'
                                                """)
                                == 0);
    }

    @Test
    void findsRowsByTheirKeysIndex() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        fixture.database()
                .execute(
                        """
                        INSERT INTO loaded.t
                        SELECT g, 'x', '2020-01-01', false FROM generate_series(1, 50000) g
                        """);
        Change[] changes = new Change[1000];
        for (int i = 0; i < changes.length; i++) {
            changes[i] = upsert(i * 40L, "y");
        }
        load(table, SHAPE, changes);
        fixture.nextSync();
        Await.until(
                "the statistics have arrived",
                () ->
                        fixture.database()
                                        .count(
                                                """
                                                SELECT coalesce(sum(idx_scan), 0)
                                                FROM pg_stat_user_tables
                                                WHERE relname = 't'
                                                """)
                                >= 2000);
        assertThat(
                        fixture.database()
                                .count(
                                        """
                                        SELECT seq_scan FROM pg_stat_user_tables
                                        WHERE relname = 't'
                                        """))
                .isLessThanOrEqualTo(1);
    }

    @Test
    void stopsWithinSecondsAndLeavesNothing() throws SQLException {
        TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
        fixture.asLoader(
                """
                CREATE FUNCTION loaded.wait() RETURNS trigger LANGUAGE plpgsql
                AS 'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'
                """,
                """
                CREATE TRIGGER wait BEFORE INSERT ON loaded.t
                FOR EACH ROW EXECUTE PROCEDURE loaded.wait()
                """);
        LaterLoad load = fixture.load(request(table), SHAPE);
        submit(load, states("a", "1"), upsert(1L, "A"));
        Await.until(
                "the trigger waits",
                () ->
                        fixture.database()
                                        .count(
                                                """
                                                SELECT count(*) FROM pg_stat_activity
                                                WHERE state = 'active' AND query LIKE 'WITH s AS%'
                                                """)
                                == 1);
        long start = System.nanoTime();
        load.close();
        assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
        assertThatThrownBy(load::open).isInstanceOf(CancellationException.class);
        assertThat(
                        Thread.getAllStackTraces().keySet().stream()
                                .map(Thread::getName)
                                .filter(name -> name.startsWith("headrace-load")))
                .isEmpty();
        fixture.nextSync();
        Await.until("no session is left", () -> fixture.database().loaderSessions() == 0);
        assertThat(rows("id")).isEmpty();
        assertThat(fixture.states(table)).isEmpty();
    }

    private LoadCounters load(TableName table, TableShape shape, Change... changes)
            throws SQLException {
        LoadRequest request = LoadRequest.of(table, SyncMode.SOFT_DELETE, shape.key());
        try (LaterLoad load = fixture.load(request, shape)) {
            submit(load, Checkpoint.NONE, changes);
            load.finish(List.of(), List.of(), true);
            return load.counters();
        }
    }

    private static LoadRequest request(TableName table) {
        return LoadRequest.of(table, SyncMode.SOFT_DELETE, List.of("id"));
    }

    private static void submit(LaterLoad load, Checkpoint checkpoint, Change... changes) {
        Batch batch = load.open();
        write(batch, changes);
        load.submit(batch, checkpoint);
    }

    private static void write(Batch batch, Change... changes) {
        ChangeWriter writer = new ChangeWriter(batch.sink());
        for (Change change : changes) {
            writer.write(change);
        }
    }

    private static Checkpoint states(String key, String json) {
        return new Checkpoint(List.of(), List.of(new StateEntry(key, json)));
    }

    private static Change upsert(@Nullable Object... values) {
        return row(values);
    }

    private static Change row(@Nullable Object... values) {
        return new Change.Upsert(Arrays.asList(values));
    }

    private static Change update(Object... values) {
        return new Change.Update(Arrays.asList(values));
    }

    private static Change delete(long id) {
        return new Change.Delete(List.of(id, Change.UNMODIFIED));
    }

    private List<String> rows(String columns) {
        return rows("t", columns);
    }

    private List<String> rows(String table, String columns) {
        return fixture
                .database()
                .query(
                        "SELECT concat_ws(' ', %s) FROM loaded.\"%s\" ORDER BY 1"
                                .formatted(columns, table))
                .stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
    }
}
