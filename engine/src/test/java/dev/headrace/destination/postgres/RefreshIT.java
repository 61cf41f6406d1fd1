package dev.headrace.destination.postgres;

import static dev.headrace.destination.postgres.Loading.SHAPE;
import static dev.headrace.destination.postgres.Loading.TABLE;
import static dev.headrace.destination.postgres.Loading.put;
import static dev.headrace.destination.postgres.Loading.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Change;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A refresh: everything is read again into a table beside, which then takes the live one's place.
class RefreshIT {
    private static final ConnectionName CONNECTION = new ConnectionName("files.orders");
    private static final LoadRequest FIRST =
            LoadRequest.of(TABLE, SyncMode.SOFT_DELETE, List.of("id"));
    private static final LoadRequest REFRESH =
            new LoadRequest(
                    TABLE,
                    SyncMode.SOFT_DELETE,
                    List.of("id"),
                    false,
                    false,
                    true,
                    false,
                    List.of(),
                    false,
                    false);
    private static final List<StateEntry> OLD = List.of(new StateEntry("a.csv", "1"));
    private static final List<StateEntry> NEW = List.of(new StateEntry("a.csv", "2"));

    private final TestDatabase database = TestPostgres.database();

    @BeforeEach
    void loadFirst() {
        load(FIRST, OLD, Loading.options(), row(1L, "a"), row(2L, "b"), row(3L, "c"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private LoadCounters load(
            LoadRequest request, List<StateEntry> states, PostgresOptions options, Change... rows) {
        try (PostgresDestination destination =
                        new PostgresDestination(
                                Loading.route(Loading.address(database)),
                                options,
                                SyncId.random(),
                                InstantSource.system());
                DestinationSession session = destination.open(CONNECTION)) {
            session.inspect(request);
            try (TableLoad load = session.begin(request, SHAPE, false)) {
                put(load, 0, rows);
                load.finish(states, List.of(), true);
                return load.counters();
            }
        }
    }

    private List<List<String>> rows() {
        return database.query("SELECT id, name FROM files.orders ORDER BY id").stream()
                .map(row -> row.stream().map(String::valueOf).toList())
                .toList();
    }

    @Test
    void takesTheLiveTablesPlaceWithItsRights() {
        database.execute(
                "CREATE ROLE reader_" + database.name(),
                "GRANT SELECT ON files.orders TO reader_" + database.name(),
                "COMMENT ON TABLE files.orders IS 'it''s ours'",
                "COMMENT ON COLUMN files.orders.name IS 'who'",
                "CREATE INDEX by_name ON files.orders (name)",
                "ALTER TABLE files.orders SET (fillfactor = 80)");
        String before = database.value("SELECT 'files.orders'::regclass::oid");
        load(REFRESH, NEW, Loading.options(), row(1L, "a"), row(4L, "d"));
        assertThat(rows()).containsExactly(List.of("1", "a"), List.of("4", "d"));
        assertThat(database.value("SELECT 'files.orders'::regclass::oid")).isNotEqualTo(before);
        assertThat(
                        database.query(
                                "SELECT has_table_privilege('reader_%s', 'files.orders', 'SELECT'),"
                                                .formatted(database.name())
                                        + " obj_description('files.orders'::regclass),"
                                        + " col_description('files.orders'::regclass, 2),"
                                        + " (SELECT array_to_string(reloptions, ',') FROM pg_class"
                                        + " WHERE oid = 'files.orders'::regclass),"
                                        + " (SELECT string_agg(indexname, ',' ORDER BY indexname)"
                                        + " FROM pg_indexes WHERE tablename = 'orders')"))
                .containsExactly(
                        List.of("t", "it's ours", "who", "fillfactor=80", "by_name,orders_pkey"));
        assertThat(state()).isEqualTo("2");
        database.execute(
                "DROP OWNED BY reader_" + database.name(), "DROP ROLE reader_" + database.name());
    }

    private String state() {
        return String.valueOf(database.value("SELECT state FROM _headrace.state"));
    }

    @Test
    void writesTheDifferenceWhereAViewHangsOnTheTable() {
        database.execute("CREATE VIEW files.names AS SELECT name FROM files.orders");
        String before = database.value("SELECT 'files.orders'::regclass::oid");
        LoadCounters counters =
                load(REFRESH, NEW, Loading.options(), row(1L, "a"), row(2L, "B"), row(4L, "d"));
        assertThat(rows()).containsExactly(List.of("1", "a"), List.of("2", "B"), List.of("4", "d"));
        assertThat(database.value("SELECT 'files.orders'::regclass::oid")).isEqualTo(before);
        assertThat(database.count("SELECT count(*) FROM files.names")).isEqualTo(3);
        assertThat(counters.inserted()).isEqualTo(1);
        assertThat(counters.updated()).isEqualTo(1);
        assertThat(counters.deleted()).isEqualTo(1);
        assertThat(counters.unchanged()).isEqualTo(1);
        assertThat(state()).isEqualTo("2");
        assertThat(leftovers()).isZero();
    }

    private long leftovers() {
        return database.count(
                "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname LIKE 'load%'");
    }

    @Test
    void namesTheReaderThatBlocksItAndSwapsLater() throws SQLException {
        PostgresOptions hasty =
                new PostgresOptions(
                        PostgresOptions.STATE_SCHEMA, 1, 1024, Duration.ofSeconds(1), "test");
        try (Connection reader = database.openAdmin();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("SELECT * FROM files.orders");
            assertThatThrownBy(() -> load(REFRESH, NEW, hasty, row(5L, "e")))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> {
                                assertThat(failure.code()).isEqualTo(FailureCode.LOCK_TIMEOUT);
                                assertThat(failure.message()).contains("of \"postgres\"");
                            });
            assertThat(rows()).hasSize(3);
        }
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            StoredTable stored = session.inspect(REFRESH);
            assertThat(stored.phase()).isEqualTo(StoredTable.Phase.LOADING);
            try (TableLoad load = session.begin(REFRESH, SHAPE, true)) {
                load.finish(NEW, List.of(), true);
            }
        }
        assertThat(rows()).containsExactly(List.of("5", "e"));
    }

    @Test
    void aRefreshGivenUpLeavesTheLiveTableAndIsDropped() {
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION);
                TableLoad load = session.begin(REFRESH, SHAPE, false)) {
            put(load, 0, row(9L, "x"));
            load.reshape(SHAPE);
        }
        assertThat(leftovers()).isEqualTo(1);
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            StoredTable stored = session.inspect(FIRST);
            assertThat(stored.phase()).isEqualTo(StoredTable.Phase.LIVE);
            assertThat(stored.states()).isEqualTo(OLD);
        }
        assertThat(rows()).hasSize(3);
        assertThat(leftovers()).isZero();
        Await.until("sessions are gone", () -> database.loaderSessions() == 0);
    }
}
