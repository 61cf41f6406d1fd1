package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.destination.DestinationSession;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.StateEntry;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// States of sources in the ledger: one row per key, whoever writes it, and how many at once.
class LedgerStatesIT {
    private static final long BUILD = 7;

    private static final ConnectionName CONNECTION = new ConnectionName("files.orders");

    private final LedgerStates states = new LedgerStates(new Identifier("_headrace"));

    @Test
    void letsTwoStreamsOfAFirstLoadWriteTheSameKeysAtOnce() throws SQLException {
        try (TestDatabase database = TestPostgres.database();
                PostgresDestination destination = Loading.open(database);
                DestinationSession _ = destination.open(new ConnectionName("files.orders"));
                Connection one = database.openLoader();
                Connection other = database.openLoader()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            write(one, entry("a", 1), entry("b", 1));
            CompletableFuture<Void> later =
                    CompletableFuture.runAsync(() -> write(other, entry("b", 2), entry("a", 2)));
            Await.until(
                    "the later stream waits",
                    () ->
                            database.count(
                                            "SELECT count(*) FROM pg_stat_activity"
                                                    + " WHERE wait_event_type = 'Lock'")
                                    == 1);
            one.commit();
            later.join();
            other.commit();
            assertThat(database.query("SELECT key, state FROM _headrace.state ORDER BY key"))
                    .containsExactly(List.of("a", "{\"n\": 2}"), List.of("b", "{\"n\": 2}"));
        }
    }

    @Test
    void tellsOfASourceWhoseStateIsNoJson() throws SQLException {
        try (TestDatabase database = TestPostgres.database();
                PostgresDestination destination = Loading.open(database);
                DestinationSession _ = destination.open(CONNECTION);
                Connection jdbc = database.openLoader()) {
            for (String state : List.of("{\"n\": ", "", "nil", "\u0000", "[".repeat(100_000))) {
                assertThatThrownBy(() -> write(jdbc, new StateEntry("a.csv", state)))
                        .isInstanceOfSatisfying(
                                Failure.class,
                                failure -> {
                                    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
                                    assertThat(failure.message())
                                            .contains("files.orders", "a.csv", "JSON");
                                    assertThat(failure.place().table())
                                            .isEqualTo(Loading.TABLE.table());
                                });
            }
            assertThat(database.count("SELECT count(*) FROM _headrace.state")).isZero();
        }
    }

    private void write(Connection jdbc, StateEntry... entries) {
        try {
            states.write(jdbc, CONNECTION, Loading.TABLE, BUILD, List.of(entries));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static StateEntry entry(String key, int number) {
        return new StateEntry(key, "{\"n\": %d}".formatted(number));
    }
}
