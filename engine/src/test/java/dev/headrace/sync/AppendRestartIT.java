package dev.headrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.postgres.PostgresDestination;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Change;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Where rows are only ever added, a source that wants to give them again is stopped before any of
/// them is there twice.
class AppendRestartIT {
    private static final TableName TABLE = new TableName("loaded", "t");
    private static final LoadRequest REQUEST = LoadRequest.of(TABLE, SyncMode.APPEND, List.of());

    private final FakeSource source = new FakeSource();

    @Test
    void refusesRowsThatWereAddedBefore() {
        source.restartsLater = true;
        source.append("t", List.of(number(1, false)));
        try (TestDatabase database = TestPostgres.database()) {
            assertThat(sync(database)).isEmpty();
            source.append("t", List.of(number(2, true), number(3, false), text("4")));
            assertRefused(sync(database), 2, database);
            // The next run goes on behind what is in, and is refused for the same reason.
            assertRefused(sync(database), 2, database);
            source.restartsLater = false;
            assertThat(sync(database)).isEmpty();
            assertThat(database.value("SELECT string_agg(v, ' ' ORDER BY v) FROM loaded.t"))
                    .isEqualTo("1 2 3 4");
        }
    }

    private static void assertRefused(List<Failure> failures, int mostRows, TestDatabase database) {
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
                    assertThat(failure.message()).contains("loaded.t").contains("twice");
                    assertThat(failure.nextStep()).contains("--mode");
                });
        // What was on its way when the source was refused is in or is not, but never twice.
        assertThat(database.value("SELECT count(*) = count(DISTINCT v) FROM loaded.t"))
                .isEqualTo("t");
        assertThat(database.count("SELECT count(*) FROM loaded.t")).isBetween(1L, (long) mostRows);
    }

    private List<Failure> sync(TestDatabase database) {
        try (PostgresDestination destination = destination(database)) {
            TableOrder order = TableOrder.of(FakeSource.table("t"), REQUEST);
            return new Sync(
                            source,
                            destination,
                            SyncRequest.of(order),
                            SyncListener.NONE,
                            InstantSource.system())
                    .run()
                    .failures();
        }
    }

    private static PostgresDestination destination(TestDatabase database) {
        DatabaseAddress address =
                new DatabaseAddress(
                        database.host(),
                        database.port(),
                        database.name(),
                        database.loader(),
                        Secret.of(database.loaderPassword()),
                        null,
                        null);
        return new PostgresDestination(
                DatabaseRoute.direct(address, InstantSource.system()),
                PostgresOptions.standard("test"),
                SyncId.random(),
                InstantSource.system());
    }

    private static FakeSource.Entry number(long value, boolean endsBatch) {
        return new FakeSource.Entry(
                shape(LogicalType.LONG), new Change.Upsert(List.of(value)), endsBatch);
    }

    private static FakeSource.Entry text(String value) {
        return new FakeSource.Entry(shape(LogicalType.STRING), new Change.Upsert(List.of(value)));
    }

    private static TableShape shape(LogicalType type) {
        return new TableShape(List.of(Column.of("v", type)), List.of());
    }
}
