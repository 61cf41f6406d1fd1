package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.destination.Batch;
import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.Warning;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A live table takes wider rows and keeps every value it has.
class WideningIT {
    private LiveTableFixture fixture;
    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = TestPostgres.database();
        fixture = new LiveTableFixture(database);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /// A value in a column of one type, and what it is in the join with another.
    private record Step(LogicalType from, LogicalType with, String stored, String after) {}

    private static final List<Step> STEPS =
            List.of(
                    new Step(LogicalType.SHORT, LogicalType.INT, "-32768", "-32768"),
                    new Step(LogicalType.INT, LogicalType.LONG, "2147483647", "2147483647"),
                    new Step(
                            LogicalType.LONG,
                            LogicalType.DECIMAL,
                            "9223372036854775807",
                            "9223372036854775807"),
                    new Step(LogicalType.INT, LogicalType.DOUBLE, "2147483647", "2147483647"),
                    new Step(LogicalType.FLOAT, LogicalType.DOUBLE, "0.5", "0.5"),
                    new Step(
                            LogicalType.DOUBLE,
                            LogicalType.DECIMAL,
                            "0.123456789012345",
                            "0.123456789012345"),
                    new Step(LogicalType.DOUBLE, LogicalType.LONG, "1e20", "100000000000000000000"),
                    new Step(
                            LogicalType.LOCAL_DATE,
                            LogicalType.LOCAL_DATE_TIME,
                            "2026-03-29",
                            "2026-03-29 00:00:00"),
                    new Step(
                            LogicalType.LOCAL_DATE,
                            LogicalType.INSTANT,
                            "2026-03-29",
                            "2026-03-29 00:00:00+00"),
                    new Step(
                            LogicalType.LOCAL_DATE_TIME,
                            LogicalType.INSTANT,
                            "2026-03-29 02:30:00.000001",
                            "2026-03-29 02:30:00.000001+00"),
                    new Step(LogicalType.BOOLEAN, LogicalType.LONG, "t", "true"),
                    new Step(LogicalType.DECIMAL, LogicalType.STRING, "1.50", "1.50"),
                    new Step(
                            LogicalType.INSTANT,
                            LogicalType.STRING,
                            "2026-01-02 03:04:05+01",
                            "2026-01-02 02:04:05+00"),
                    new Step(LogicalType.LOCAL_TIME, LogicalType.LONG, "23:59", "23:59:00"),
                    new Step(LogicalType.JSON, LogicalType.STRING, "{ }", "{ }"),
                    new Step(
                            LogicalType.BINARY,
                            LogicalType.STRING,
                            "\\x" + "ff".repeat(60),
                            "/".repeat(80)));

    @Test
    void keepsValuesWhateverTheColumnBecomes() throws SQLException {
        List<Column> columns = new ArrayList<>(List.of(Column.of("id", LogicalType.LONG)));
        List<Column> wider = new ArrayList<>(columns);
        List<String> values = new ArrayList<>(List.of("1"));
        for (int i = 0; i < STEPS.size(); i++) {
            Step step = STEPS.get(i);
            columns.add(Column.of("c" + i, step.from()));
            wider.add(Column.of("c" + i, step.from().join(step.with())));
            values.add("'" + step.stored() + "'");
        }
        TableName table = fixture.create("t", shape(columns), SyncMode.SOFT_DELETE);
        database.execute(
                "INSERT INTO loaded.t VALUES (%s, now(), false)"
                        .formatted(String.join(", ", values)));
        LaterLoad load = load(table, shape(wider), nulls(2L, wider.size()));
        List<@Nullable String> stored =
                database.query("SELECT * FROM loaded.t WHERE id = 1").getFirst();
        for (int i = 0; i < STEPS.size(); i++) {
            assertThat(stored.get(i + 1)).as("%s", STEPS.get(i)).isEqualTo(STEPS.get(i).after());
        }
        assertThat(load.warnings()).hasSize(STEPS.size());
        assertThat(load.ddl()).hasSize(1);
        assertThat(Objects.requireNonNull(fixture.row(table).shape()).shape())
                .isEqualTo(shape(wider));
    }

    @Test
    void addsColumnsAndTypesThoseThatHadNoValue() throws SQLException {
        Column empty = new Column("e", "e", LogicalType.STRING, true);
        TableName table =
                fixture.create(
                        "t",
                        shape(List.of(Column.of("id", LogicalType.LONG), empty)),
                        SyncMode.SOFT_DELETE);
        database.execute(
                "INSERT INTO loaded.t VALUES (1, NULL, now(), false)",
                "ALTER TABLE loaded.t ADD COLUMN theirs text DEFAULT 'x'");
        TableShape wider =
                shape(
                        List.of(
                                Column.of("id", LogicalType.LONG),
                                Column.of("e", LogicalType.INSTANT),
                                Column.of("n", LogicalType.LONG)));
        LaterLoad load = load(table, wider, List.of(2L, java.time.Instant.EPOCH, 7L), nulls(3L, 3));
        assertThat(database.query("SELECT id, e, n, theirs FROM loaded.t ORDER BY id"))
                .containsExactly(
                        java.util.Arrays.asList("1", null, null, "x"),
                        List.of("2", "1970-01-01 00:00:00+00", "7", "x"),
                        java.util.Arrays.asList("3", null, null, "x"));
        assertThat(load.counters().inserted()).isEqualTo(2);
    }

    @Test
    void notesThatAColumnHasValuesNow() throws SQLException {
        TableName table =
                fixture.create(
                        "t",
                        shape(
                                List.of(
                                        Column.of("id", LogicalType.LONG),
                                        new Column("e", "e", LogicalType.STRING, true))),
                        SyncMode.SOFT_DELETE);
        TableShape filled =
                shape(
                        List.of(
                                Column.of("id", LogicalType.LONG),
                                Column.of("e", LogicalType.STRING)));
        LaterLoad load = load(table, filled, List.of(1L, "x"));
        assertThat(load.ddl()).isEmpty();
        assertThat(load.warnings()).isEmpty();
        assertThat(Objects.requireNonNull(fixture.row(table).shape()).shape()).isEqualTo(filled);
    }

    @Test
    void leavesATableThatSomeoneHasWidenedAlready() throws SQLException {
        TableShape narrow = numbers(LogicalType.LONG);
        TableName table = fixture.create("t", narrow, SyncMode.SOFT_DELETE);
        fixture.asLoader("ALTER TABLE loaded.t ALTER n TYPE text");
        load(table, narrow, List.of(1L, 5L));
        LaterLoad load =
                load(
                        table,
                        numbers(LogicalType.DECIMAL),
                        List.of(2L, new java.math.BigDecimal("1.50")));
        assertThat(load.ddl()).isEmpty();
        assertThat(database.query("SELECT n FROM loaded.t ORDER BY id"))
                .containsExactly(List.of("5"), List.of("1.50"));
    }

    @Test
    void takesNarrowRowsForWiderColumns() throws SQLException {
        TableName table = fixture.create("t", numbers(LogicalType.DECIMAL), SyncMode.SOFT_DELETE);
        LaterLoad load = load(table, numbers(LogicalType.LONG), List.of(1L, 7L));
        assertThat(load.ddl()).isEmpty();
        assertThat(database.value("SELECT n FROM loaded.t")).isEqualTo("7");
    }

    @Test
    void namesTheViewThatStandsInTheWay() throws SQLException {
        TableName table = fixture.create("t", numbers(LogicalType.LONG), SyncMode.SOFT_DELETE);
        database.execute("CREATE VIEW public.report AS SELECT n FROM loaded.t");
        assertThatThrownBy(() -> load(table, numbers(LogicalType.STRING), List.of(1L, "x")))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.code()).isEqualTo(FailureCode.DEPENDENT_VIEW);
                            assertThat(failure.message())
                                    .contains("public.report", "\"n\"", "text");
                        });
        assertThat(database.count("SELECT count(*) FROM loaded.t")).isZero();
    }

    @Test
    void refusesANewColumnThatTheTableHasOfItsOwn() throws SQLException {
        TableShape narrow = shape(List.of(Column.of("id", LogicalType.LONG)));
        TableName table = fixture.create("t", narrow, SyncMode.SOFT_DELETE);
        fixture.asLoader("ALTER TABLE loaded.t ADD n bigint");
        assertThatThrownBy(() -> load(table, numbers(LogicalType.LONG), List.of(1L, 7L)))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure ->
                                assertThat(failure.code()).isEqualTo(FailureCode.TABLE_NOT_OURS));
    }

    @Test
    void waitsForAReaderWithoutBlockingOthers() throws SQLException {
        TableName table = fixture.create("t", numbers(LogicalType.INT), SyncMode.SOFT_DELETE);
        try (Connection reader = database.openAdmin();
                Statement statement = reader.createStatement();
                LaterLoad load = fixture.load(request(table), numbers(LogicalType.LONG))) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM loaded.t");
            submit(load, List.of(1L, 7L));
            Await.until(
                    "the ALTER waits",
                    () ->
                            database.count(
                                            """
                                            SELECT count(*) FROM pg_stat_activity
                                            WHERE wait_event_type = 'Lock'
                                            """)
                                    == 1);
            Await.until(
                    "the ALTER has given way",
                    () ->
                            database.count(
                                            """
                                            SELECT count(*) FROM pg_stat_activity
                                            WHERE wait_event_type = 'Lock'
                                            """)
                                    == 0);
            reader.commit();
            load.finish(List.of(), List.of(), true);
            assertThat(load.warnings())
                    .extracting(Warning::message)
                    .containsExactly("The column \"n\" became bigint; it was integer.");
        }
        assertThat(database.value("SELECT n FROM loaded.t")).isEqualTo("7");
    }

    @SafeVarargs
    // Lists of values are only read.
    @SuppressWarnings("varargs")
    private LaterLoad load(
            TableName table, TableShape shape, List<? extends @Nullable Object>... rows)
            throws SQLException {
        try (LaterLoad load = fixture.load(request(table), shape)) {
            submit(load, rows);
            load.finish(List.of(), List.of(), true);
            return load;
        }
    }

    @SafeVarargs
    // Lists of values are only read.
    @SuppressWarnings("varargs")
    private static void submit(LaterLoad load, List<? extends @Nullable Object>... rows) {
        Batch batch = load.open();
        ChangeWriter writer = new ChangeWriter(batch.sink());
        for (List<? extends @Nullable Object> row : rows) {
            writer.write(new Change.Upsert(new ArrayList<@Nullable Object>(row)));
        }
        load.submit(batch, Checkpoint.NONE);
    }

    private static LoadRequest request(TableName table) {
        return LoadRequest.of(table, SyncMode.SOFT_DELETE, List.of("id"));
    }

    private static TableShape shape(List<Column> columns) {
        return new TableShape(columns, List.of("id"));
    }

    private static TableShape numbers(LogicalType type) {
        return shape(List.of(Column.of("id", LogicalType.LONG), Column.of("n", type)));
    }

    private static List<@Nullable Object> nulls(long id, int columns) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(id);
        for (int i = 1; i < columns; i++) {
            row.add(null);
        }
        return row;
    }
}
