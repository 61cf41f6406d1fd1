package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.destination.Batch;
import dev.headrace.destination.TableLoad;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.Column;
import dev.headrace.model.InputPosition;
import dev.headrace.model.InputRange;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncId;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tests of loads share: a destination over a test database, and rows to put into it.
final class Loading {
    static final TableName TABLE = new TableName("files", "orders");
    static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("name", LogicalType.STRING)),
                    List.of("id"));

    private Loading() {}

    static DatabaseAddress address(TestDatabase database) {
        return new DatabaseAddress(
                database.host(),
                database.port(),
                database.name(),
                database.loader(),
                Secret.of(database.loaderPassword()),
                null,
                null);
    }

    static DatabaseRoute route(DatabaseAddress address) {
        return DatabaseRoute.direct(address, InstantSource.system());
    }

    static PostgresOptions options() {
        return new PostgresOptions(
                PostgresOptions.STATE_SCHEMA, 2, 1024, Duration.ofSeconds(20), "test");
    }

    static PostgresDestination open(TestDatabase database) {
        return new PostgresDestination(
                route(address(database)), options(), SyncId.random(), InstantSource.system());
    }

    static Change.Upsert row(@Nullable Object... values) {
        List<@Nullable Object> list = new ArrayList<>();
        Collections.addAll(list, values);
        return new Change.Upsert(list);
    }

    /// One batch with these rows, as the stretch of the file `a.csv` from record `from` on.
    static void put(TableLoad load, long from, Change... rows) {
        Batch batch = load.open();
        ChangeWriter writer = new ChangeWriter(batch.sink());
        for (Change row : rows) {
            writer.write(row);
        }
        load.submit(batch, new Checkpoint(List.of(range(from, rows.length)), List.of()));
    }

    static InputRange range(long from, long rows) {
        return new InputRange(
                "a.csv",
                new InputPosition(from * 10, from, from),
                new InputPosition((from + rows) * 10, from + rows, from + rows),
                rows,
                1);
    }
}
