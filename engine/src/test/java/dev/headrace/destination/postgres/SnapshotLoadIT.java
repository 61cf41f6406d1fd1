package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.destination.Batch;
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
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A snapshot marks what it has not seen, and only that, and not by accident.
class SnapshotLoadIT {
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("name", LogicalType.STRING)),
                    List.of("id"));

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

    @Test
    void marksWhatItHasNotSeen() throws SQLException {
        TableName table = tableOf(SyncMode.SOFT_DELETE, 10);
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            submit(load, 1, 4);
            submit(load, 3, 8);
            submit(load, 20, 20);
            load.finish(List.of(new StateEntry("f", "1")), List.of(), true);
            assertThat(load.counters().deleted()).isEqualTo(2);
            assertThat(load.counters().inserted()).isEqualTo(1);
        }
        assertThat(ids("_fivetran_deleted")).containsExactly("9", "10");
        // Marked by inference: their instant stays.
        assertThat(ids("_fivetran_synced <> '2020-01-01'")).containsExactly("20");
        assertThat(database.count("SELECT count(*) FROM pg_class WHERE relname LIKE 'seen_%'"))
                .isZero();
        assertThat(fixture.row(table).pass()).isNull();
    }

    @Test
    void removesWhatItHasNotSeenInLiveMode() throws SQLException {
        TableName table = tableOf(SyncMode.LIVE, 10);
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.LIVE, false), SHAPE)) {
            submit(load, 1, 8);
            load.finish(List.of(), List.of(), true);
            assertThat(load.counters().deleted()).isEqualTo(2);
        }
        assertThat(ids("true")).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
    }

    @Test
    void refusesToMarkMoreThanHalf() throws SQLException {
        TableName table = tableOf(SyncMode.SOFT_DELETE, 10);
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            // New rows do not make up for those that vanish.
            submit(load, 7, 100);
            assertThatThrownBy(
                            () -> load.finish(List.of(new StateEntry("f", "1")), List.of(), true))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure -> {
                                assertThat(failure.code()).isEqualTo(FailureCode.MASS_DELETE);
                                assertThat(failure.message()).contains("6 of the 10 rows");
                            });
        }
        assertThat(ids("_fivetran_deleted")).isEmpty();
        assertThat(fixture.states(table)).isEmpty();
        fixture.nextSync();
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, true), SHAPE)) {
            submit(load, 7, 100);
            load.finish(List.of(), List.of(), true);
            assertThat(load.counters().deleted()).isEqualTo(6);
        }
    }

    @Test
    void refusesToMarkEverythingForAnEmptyInput() throws SQLException {
        TableName table = tableOf(SyncMode.SOFT_DELETE, 2);
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            assertThatThrownBy(() -> load.finish(List.of(), List.of(), true))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.code()).isEqualTo(FailureCode.MASS_DELETE));
        }
    }

    @Test
    void marksNothingWhenAKeyCouldNotBeRead() throws SQLException {
        TableName table = tableOf(SyncMode.SOFT_DELETE, 10);
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            submit(load, 1, 4);
            Batch batch = load.open();
            batch.sink().reject(new BadRow("f", 5, "?", "torn", "ROW_MALFORMED", true));
            load.submit(batch, Checkpoint.NONE);
            submit(load, 6, 9);
            load.finish(List.of(), List.of(), true);
            assertThat(load.counters().deleted()).isZero();
            assertThat(load.warnings())
                    .extracting(Warning::code)
                    .containsExactly(WarningCode.VANISHED_UNKNOWN);
        }
        assertThat(ids("_fivetran_deleted")).isEmpty();
    }

    @Test
    void marksNothingWhenTheInputWasNotSeenWhole() throws SQLException {
        TableName table = tableOf(SyncMode.SOFT_DELETE, 10);
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            submit(load, 1, 9);
            load.finish(List.of(), List.of(), false);
        }
        assertThat(ids("_fivetran_deleted")).isEmpty();
    }

    @Test
    void forgetsThePassThatAnotherLoadLeftUnfinished() throws SQLException {
        TableName table = tableOf(SyncMode.SOFT_DELETE, 10);
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            submit(load, 1, 10);
            submit(load, 1, 1);
            // The pool has room for two: the first one is in.
            submit(load, 1, 1);
        }
        assertThat(fixture.row(table).pass()).isNotNull();
        fixture.nextSync();
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            submit(load, 1, 9);
            load.finish(List.of(), List.of(), true);
        }
        assertThat(ids("_fivetran_deleted")).containsExactly("10");
        assertThat(database.count("SELECT count(*) FROM pg_class WHERE relname LIKE 'seen_%'"))
                .isZero();
    }

    @Test
    void dropsAnUnfinishedPassWithoutSnapshot() throws SQLException {
        TableName table = tableOf(SyncMode.SOFT_DELETE, 10);
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            submit(load, 1, 10);
            submit(load, 1, 1);
            submit(load, 1, 1);
        }
        fixture.nextSync();
        LoadRequest request = LoadRequest.of(table, SyncMode.SOFT_DELETE, List.of("id"));
        try (LaterLoad load = fixture.load(request, SHAPE)) {
            submit(load, 1, 1);
            load.finish(List.of(), List.of(), true);
        }
        assertThat(ids("_fivetran_deleted")).isEmpty();
        assertThat(fixture.row(table).pass()).isNull();
        assertThat(database.count("SELECT count(*) FROM pg_class WHERE relname LIKE 'seen_%'"))
                .isZero();
    }

    @Test
    void keepsWhatItHasSeenWhileTheKeyIsWidened() throws SQLException {
        TableName table = tableOf(SyncMode.SOFT_DELETE, 10);
        TableShape wider =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.STRING),
                                Column.of("name", LogicalType.STRING)),
                        List.of("id"));
        try (LaterLoad load = fixture.load(snapshot(table, SyncMode.SOFT_DELETE, false), SHAPE)) {
            submit(load, 1, 6);
            load.reshape(wider);
            Batch batch = load.open();
            ChangeWriter writer = new ChangeWriter(batch.sink());
            writer.write(new Change.Upsert(List.of("8", "n8")));
            writer.write(new Change.Upsert(List.of("x", "nx")));
            load.submit(batch, Checkpoint.NONE);
            load.finish(List.of(), List.of(), true);
            assertThat(load.counters().unchanged()).isEqualTo(7);
        }
        assertThat(ids("_fivetran_deleted")).containsExactly("10", "7", "9");
    }

    /// Rows 1 to `rows`, written long ago.
    private TableName tableOf(SyncMode mode, int rows) throws SQLException {
        TableName table = fixture.create("t", SHAPE, mode);
        database.execute(
                """
                INSERT INTO loaded.t SELECT g, 'n' || g, '2020-01-01'%s FROM generate_series(1, %d) g
                """
                        .formatted(mode == SyncMode.SOFT_DELETE ? ", false" : "", rows));
        return table;
    }

    private static LoadRequest snapshot(TableName table, SyncMode mode, boolean allowMassDelete) {
        return new LoadRequest(
                table,
                mode,
                List.of("id"),
                true,
                allowMassDelete,
                false,
                false,
                List.of(),
                false,
                false);
    }

    private static void submit(LaterLoad load, long from, long to) {
        Batch batch = load.open();
        ChangeWriter writer = new ChangeWriter(batch.sink());
        for (long id = from; id <= to; id++) {
            writer.write(new Change.Upsert(List.of(id, "n" + id)));
        }
        load.submit(batch, Checkpoint.NONE);
    }

    private List<String> ids(String condition) {
        return database
                .query("SELECT id FROM loaded.t WHERE " + condition + " ORDER BY id")
                .stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
    }
}
