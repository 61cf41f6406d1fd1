package dev.headrace.destination.postgres;

import static dev.headrace.destination.postgres.Loading.SHAPE;
import static dev.headrace.destination.postgres.Loading.TABLE;
import static dev.headrace.destination.postgres.Loading.put;
import static dev.headrace.destination.postgres.Loading.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.FinishOutcome;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Change;
import dev.headrace.model.Column;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.LogicalType;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableShape;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A first load: rows go into a table beside, which is published whole.
class FirstLoadIT {
    private static final ConnectionName CONNECTION = new ConnectionName("files.orders");
    private static final LoadRequest REQUEST =
            LoadRequest.of(TABLE, SyncMode.SOFT_DELETE, List.of("id"));
    private static final List<StateEntry> STATES =
            List.of(new StateEntry("a.csv", "{\"size\": 3}"));

    private final TestDatabase database = TestPostgres.database();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void publishesRowsKeyAndStateAtOnce() {
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            assertThat(session.inspect(REQUEST).phase()).isEqualTo(StoredTable.Phase.ABSENT);
            try (TableLoad load = session.begin(REQUEST, SHAPE, false)) {
                for (int i = 0; i < 100; i++) {
                    put(load, i * 2L, row(i * 2L, "x" + i), row(i * 2L + 1, null));
                }
                assertThat(database.count("SELECT count(*) FROM pg_class WHERE relname = 'orders'"))
                        .isZero();
                assertThat(load.finish(STATES, List.of(), true)).isEqualTo(FinishOutcome.DONE);
                assertThat(load.counters().inserted()).isEqualTo(200);
                assertThat(load.counters().created()).isTrue();
                assertThat(load.ddl()).anyMatch(sql -> sql.startsWith("CREATE TABLE"));
            }
            StoredTable stored = session.inspect(REQUEST);
            assertThat(stored.phase()).isEqualTo(StoredTable.Phase.LIVE);
            assertThat(stored.shape()).isEqualTo(SHAPE);
            assertThat(stored.states()).isEqualTo(STATES);
        }
        assertThat(database.count("SELECT count(*) FROM files.orders")).isEqualTo(200);
        assertThat(
                        database.query(
                                "SELECT column_name, data_type, is_nullable, column_default"
                                        + " FROM information_schema.columns"
                                        + " WHERE table_name = 'orders' ORDER BY ordinal_position"))
                .containsExactly(
                        Arrays.asList("id", "bigint", "NO", null),
                        Arrays.asList("name", "text", "YES", null),
                        Arrays.asList("_fivetran_synced", "timestamp with time zone", "NO", null),
                        Arrays.asList("_fivetran_deleted", "boolean", "NO", null));
        assertThat(database.value("SELECT count(*) FROM files.orders WHERE _fivetran_deleted"))
                .isEqualTo("0");
        assertThat(
                        database.value(
                                "SELECT conname FROM pg_constraint WHERE contype = 'p'"
                                        + " AND conrelid = 'files.orders'::regclass"))
                .isEqualTo("orders_pkey");
        assertThat(database.count("SELECT count(*) FROM _headrace.piece")).isZero();
        Await.until("sessions are gone", () -> database.loaderSessions() == 0);
    }

    @Test
    void lastRowOfAKeyWinsAfterReadingAgain() {
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION);
                TableLoad load = session.begin(REQUEST, SHAPE, false)) {
            put(load, 0, row(1L, "first"), row(2L, "only"));
            put(load, 2, row(1L, "last"));
            assertThat(load.finish(STATES, List.of(), true)).isEqualTo(FinishOutcome.READ_AGAIN);
            put(load, 0, row(1L, "first"), row(2L, "only"));
            put(load, 2, row(1L, "last"));
            assertThat(load.finish(STATES, List.of(), true)).isEqualTo(FinishOutcome.DONE);
            assertThat(load.counters().duplicate()).isEqualTo(1);
            assertThat(load.counters().inserted()).isEqualTo(2);
        }
        assertThat(database.query("SELECT id, name FROM files.orders ORDER BY id"))
                .containsExactly(List.of("1", "last"), List.of("2", "only"));
        assertThat(
                        database.count(
                                "SELECT count(*) FROM information_schema.columns"
                                        + " WHERE table_name = 'orders'"))
                .isEqualTo(4);
    }

    @Test
    void lastRowOfAKeyKeepsWhatOnlyEarlierOnesCarry() {
        TableShape shape =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.LONG),
                                Column.of("a", LogicalType.STRING),
                                Column.of("b", LogicalType.LONG)),
                        List.of("id"));
        LoadRequest once = REQUEST.withReadOnce(true);
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION);
                TableLoad load = session.begin(once, shape, false)) {
            put(load, 0, row(1L, "a1", 1L), row(2L, "a2", 2L));
            put(load, 2, row(1L, Change.UNMODIFIED, 3L), row(1L, "a3", Change.UNMODIFIED));
            assertThat(load.finish(STATES, List.of(), true)).isEqualTo(FinishOutcome.DONE);
            assertThat(load.counters().duplicate()).isEqualTo(2);
        }
        assertThat(database.query("SELECT id, a, b FROM files.orders ORDER BY id"))
                .containsExactly(List.of("1", "a3", "3"), List.of("2", "a2", "2"));
    }

    @Test
    void goesOnWhereAKilledLoadStood() {
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            try (TableLoad load = session.begin(REQUEST, SHAPE, false)) {
                put(load, 0, row(1L, "a"));
                put(load, 1, row(2L, "b"));
                load.reshape(SHAPE);
            }
        }
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            StoredTable stored = session.inspect(REQUEST);
            assertThat(stored.phase()).isEqualTo(StoredTable.Phase.LOADING);
            assertThat(stored.committed())
                    .containsExactly(Loading.range(0, 1), Loading.range(1, 1));
            try (TableLoad load = session.begin(REQUEST, SHAPE, true)) {
                put(load, 2, row(3L, "c"));
                load.finish(STATES, List.of(), true);
                assertThat(load.counters().resumed()).isTrue();
            }
        }
        assertThat(database.count("SELECT count(*) FROM files.orders")).isEqualTo(3);
    }

    @Test
    void widensColumnsInPlace() {
        TableShape narrow =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.LONG),
                                Column.of("n", LogicalType.LONG),
                                Column.of("d", LogicalType.LOCAL_DATE),
                                new Column("e", "e", LogicalType.STRING, true)),
                        List.of("id"));
        TableShape wide =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.LONG),
                                Column.of("n", LogicalType.DECIMAL),
                                Column.of("d", LogicalType.INSTANT),
                                Column.of("e", LogicalType.BOOLEAN),
                                Column.of("f", LogicalType.STRING)),
                        List.of("id"));
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION);
                TableLoad load = session.begin(REQUEST, narrow, false)) {
            put(load, 0, row(1L, 7L, LocalDate.of(2020, 1, 2), null));
            load.reshape(wide);
            put(
                    load,
                    1,
                    row(
                            2L,
                            new BigDecimal("0.5"),
                            Instant.parse("2020-01-02T03:04:05Z"),
                            true,
                            "f"));
            load.finish(STATES, List.of(), true);
        }
        assertThat(
                        database.query(
                                "SELECT id, n, extract(epoch FROM d)::bigint, e, f"
                                        + " FROM files.orders ORDER BY id"))
                .containsExactly(
                        Arrays.asList("1", "7", "1577923200", null, null),
                        Arrays.asList("2", "0.5", "1577934245", "t", "f"));
    }

    @Test
    void leavesATableOfOthersAlone() {
        database.execute("CREATE SCHEMA files", "CREATE TABLE files.orders (id bigint)");
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            assertThatThrownBy(() -> session.inspect(REQUEST))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.code())
                                            .isEqualTo(FailureCode.TABLE_NOT_OURS));
        }
    }

    @Test
    void saysWhichGrantIsMissingBeforeTheFirstRow() {
        database.execute("CREATE SCHEMA files");
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            assertThatThrownBy(() -> session.begin(REQUEST, SHAPE, false))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> {
                                assertThat(failure.code())
                                        .isEqualTo(FailureCode.DESTINATION_PERMISSION);
                                assertThat(failure.nextStep())
                                        .contains("GRANT USAGE, CREATE ON SCHEMA \"files\" TO");
                            });
        }
    }

    @Test
    void leavesNothingBehindWhenClosedInTheMiddle() {
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            TableLoad load = session.begin(REQUEST, SHAPE, false);
            put(load, 0, row(1L, "a"));
            load.close();
            assertThatThrownBy(load::open).isInstanceOf(RuntimeException.class);
        }
        Await.until("sessions are gone", () -> database.loaderSessions() == 0);
    }
}
