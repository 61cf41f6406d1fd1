package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.destination.Batch;
import dev.headrace.destination.LoadRequest;
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
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A session that breaks costs no row and doubles none, whether its COMMIT was in or not.
class LostCommitIT {
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("name", LogicalType.STRING)),
                    List.of("id"));

    private static final TableShape APPENDED = new TableShape(SHAPE.columns(), List.of());

    /// Appending is where a batch written twice would show.
    @Test
    void looksUpACommitWhoseAnswerWasLost() throws SQLException, IOException {
        TestDatabase database = TestPostgres.database();
        try (CuttingProxy proxy = new CuttingProxy(database.port());
                LiveTableFixture fixture = new LiveTableFixture(database, proxy.port())) {
            TableName table = fixture.create("t", APPENDED, SyncMode.APPEND);
            LoadRequest request = LoadRequest.of(table, SyncMode.APPEND, List.of());
            try (LaterLoad load = fixture.load(request, APPENDED)) {
                submit(load, 1);
                Await.until("the first batch is in", () -> load.counters().committed() == 1);
                proxy.arm();
                submit(load, 2);
                submit(load, 3);
                load.finish(List.of(), List.of(), true);
                assertThat(proxy.cuts()).isEqualTo(1);
                assertThat(load.counters().inserted()).isEqualTo(3);
            }
            assertThat(database.query("SELECT id FROM loaded.t ORDER BY id"))
                    .containsExactly(List.of("1"), List.of("2"), List.of("3"));
            assertThat(fixture.row(table).batch()).isEqualTo(3);
        }
    }

    @Test
    void repeatsABatchWhoseSessionDied() throws SQLException {
        TestDatabase database = TestPostgres.database();
        try (LiveTableFixture fixture = new LiveTableFixture(database)) {
            TableName table = fixture.create("t", SHAPE, SyncMode.SOFT_DELETE);
            LoadRequest request = LoadRequest.of(table, SyncMode.SOFT_DELETE, List.of("id"));
            try (LaterLoad load = fixture.load(request, SHAPE)) {
                submit(load, 1);
                Await.until("the first batch is in", () -> load.counters().committed() == 1);
                database.execute(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE usename = '%s'
                        """
                                .formatted(database.loader()));
                submit(load, 2);
                load.finish(List.of(), List.of(), true);
                assertThat(load.counters().inserted()).isEqualTo(2);
            }
            assertThat(database.query("SELECT id, name FROM loaded.t ORDER BY id"))
                    .containsExactly(List.of("1", "n1"), List.of("2", "n2"));
            assertThat(fixture.states(table)).containsExactly(new StateEntry("f", "2"));
        }
    }

    private static void submit(LaterLoad load, long id) {
        Batch batch = load.open();
        new ChangeWriter(batch.sink()).write(new Change.Upsert(List.of(id, "n" + id)));
        load.submit(
                batch, new Checkpoint(List.of(), List.of(new StateEntry("f", Long.toString(id)))));
    }
}
