package dev.headrace.destination.postgres;

import static dev.headrace.destination.postgres.Loading.SHAPE;
import static dev.headrace.destination.postgres.Loading.TABLE;
import static dev.headrace.destination.postgres.Loading.put;
import static dev.headrace.destination.postgres.Loading.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The right to write: one run at a time, a dead one never in the way, an older one never again.
class SessionIT {
    private static final ConnectionName CONNECTION = new ConnectionName("files.orders");
    private static final LoadRequest REQUEST =
            LoadRequest.of(TABLE, SyncMode.SOFT_DELETE, List.of("id"));
    private static final LockKey KEY =
            LockKey.of(new Identifier(PostgresOptions.STATE_SCHEMA), CONNECTION);

    private final TestDatabase database = TestPostgres.database();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void makesOneLedgerHoweverManyBegin() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                ConnectionName name = new ConnectionName("c" + i);
                tasks.add(() -> {
                    try (PostgresDestination destination = Loading.open(database);
                            DestinationSession session = destination.open(name)) {
                        return session.syncedAt() != null;
                    }
                });
            }
            for (Future<Boolean> done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(database.count("SELECT count(*) FROM _headrace.connection")).isEqualTo(6);
        assertThat(database.count("SELECT count(*) FROM _headrace.version")).isEqualTo(1);
    }

    @Test
    void aLiveRunIsNamedToTheSecond() {
        try (PostgresDestination first = Loading.open(database);
                DestinationSession session = first.open(CONNECTION);
                PostgresDestination second = Loading.open(database)) {
            assertThatThrownBy(() -> second.open(CONNECTION))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> {
                                assertThat(failure.code()).isEqualTo(FailureCode.CONNECTION_BUSY);
                                assertThat(failure.message())
                                        .contains(
                                                database.loader(),
                                                "since",
                                                "process " + ProcessHandle.current().pid());
                            });
            // The first is undisturbed.
            try (TableLoad load = session.begin(REQUEST, SHAPE, false)) {
                put(load, 0, row(1L, "a"));
                load.finish(List.of(), List.of(), true);
            }
        }
    }

    @Test
    void aSilentHolderIsEnded() throws SQLException {
        try (Connection silent = database.openLoader()) {
            lock(silent);
            try (PostgresDestination destination = Loading.open(database);
                    DestinationSession session = destination.open(CONNECTION)) {
                assertThat(session.syncedAt()).isNotNull();
            }
            assertThat(silent.isValid(5)).isFalse();
        }
    }

    @Test
    void anotherRolesLockIsReportedAtOnce() throws SQLException {
        try (Connection other = database.openAdmin();
                PostgresDestination destination = Loading.open(database)) {
            lock(other);
            assertThatThrownBy(() -> destination.open(CONNECTION))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.code())
                                            .isEqualTo(FailureCode.CONNECTION_BUSY));
        }
    }

    @Test
    void anOlderRunCannotCommit() {
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION);
                TableLoad load = session.begin(REQUEST, SHAPE, false)) {
            database.execute(
                    "UPDATE _headrace.connection SET fence = fence + 1,"
                            + " run = '00000000-0000-0000-0000-000000000007', host = 'elsewhere',"
                            + " pid = 4711");
            assertThatThrownBy(
                            () -> {
                                put(load, 0, row(1L, "a"));
                                load.finish(List.of(), List.of(), true);
                            })
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> {
                                assertThat(failure.code()).isEqualTo(FailureCode.FENCED_OFF);
                                assertThat(failure.message()).contains("elsewhere", "4711");
                            });
        }
        assertThat(database.count("SELECT count(*) FROM pg_class WHERE relname = 'orders'"))
                .isZero();
    }

    @Test
    void goesOnAfterItsSessionsWereEnded() {
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION);
                TableLoad load = session.begin(REQUEST, SHAPE, false)) {
            put(load, 0, row(1L, "a"));
            load.reshape(SHAPE);
            endAll();
            put(load, 1, row(2L, "b"));
            load.reshape(SHAPE);
            endAll();
            put(load, 2, row(3L, "c"));
            load.finish(List.of(), List.of(), true);
        }
        assertThat(database.count("SELECT count(*) FROM files.orders")).isEqualTo(3);
        Await.until("sessions are gone", () -> database.loaderSessions() == 0);
    }

    private void endAll() {
        database.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
                        .formatted(database.loader()));
        Await.until("sessions are gone", () -> database.loaderSessions() == 0);
    }

    @Test
    void goesOnAfterTheServerWasKilled() {
        try (TestPostgres server = TestPostgres.alone(Map.of());
                TestDatabase alone = server.newDatabase();
                PostgresDestination destination = Loading.open(alone);
                DestinationSession session = destination.open(CONNECTION);
                TableLoad load = session.begin(REQUEST, SHAPE, false)) {
            put(load, 0, row(1L, "a"));
            load.reshape(SHAPE);
            server.server().kill();
            put(load, 1, row(2L, "b"));
            server.server().restart();
            put(load, 2, row(3L, "c"));
            load.finish(List.of(), List.of(), true);
            assertThat(alone.count("SELECT count(*) FROM files.orders")).isEqualTo(3);
        }
    }

    private static void lock(Connection holder) throws SQLException {
        try (PreparedStatement statement = holder.prepareStatement("SELECT pg_advisory_lock(?)")) {
            statement.setLong(1, KEY.value());
            statement.execute();
        }
        try (PreparedStatement statement =
                holder.prepareStatement("SELECT set_config('application_name', ?, false)")) {
            statement.setString(1, KEY.label(new Fence(1, SyncId.random())));
            statement.execute();
        }
    }
}
