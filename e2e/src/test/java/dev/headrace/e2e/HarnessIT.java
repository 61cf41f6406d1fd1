package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the end-to-end tests lean on sees what it is there to see.
class HarnessIT {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void database() {
        server.dropDatabase("one");
        server.createDatabase("one");
        server.execute(
                "one",
                "CREATE SCHEMA files",
                "CREATE TABLE files.t (id bigint PRIMARY KEY, v text, _fivetran_synced timestamptz)",
                "INSERT INTO files.t VALUES (1, 'a', '2025-06-01Z'), (2, NULL, '2026-06-01Z')");
    }

    @Test
    void equalTablesAreEqualWhateverTheInstantOfTheRun() throws SQLException {
        TableSnapshot before = snapshot();
        server.execute("one", "UPDATE files.t SET _fivetran_synced = '2026-07-01Z' WHERE id = 2");
        assertThat(before.differenceTo(snapshot())).isEmpty();
        assertThat(before.rowCount()).isEqualTo(2);
    }

    @Test
    void seesEveryKindOfDifference() throws SQLException {
        assertThat(after("UPDATE files.t SET v = 'b' WHERE id = 1")).contains("missing 1", "a|old");
        assertThat(after("INSERT INTO files.t VALUES (3, 'a', now())")).contains("extra 1");
        assertThat(after("DELETE FROM files.t WHERE id = 3")).contains("expected 3, found 2");
        assertThat(after("UPDATE files.t SET _fivetran_synced = now() WHERE id = 1"))
                .contains("b|new");
        assertThat(after("UPDATE files.t SET v = '' WHERE id = 2")).contains("<null>");
        assertThat(after("ALTER TABLE files.t ADD COLUMN w int")).contains("shape");
        assertThat(after("GRANT SELECT ON files.t TO PUBLIC")).contains("shape");
        assertThat(after("CREATE TABLE files.u (id int)")).contains("tables");
    }

    private static String after(String change) throws SQLException {
        TableSnapshot before = snapshot();
        server.execute("one", change);
        Optional<String> difference = before.differenceTo(snapshot());
        assertThat(difference).as(change).isPresent();
        return difference.orElseThrow();
    }

    @Test
    void seesSessionsTemporaryTablesAndBuildsLeftBehind() throws SQLException {
        server.execute(
                "one", "CREATE SCHEMA _headrace", "CREATE TABLE _headrace.load_7 (id bigint)");
        try (Connection session = server.connect("one");
                Statement statement = session.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE stage (id bigint)");
            statement.execute("SET application_name = 'headrace/x'");
            statement.execute("SELECT pg_advisory_lock(7)");
            assertThat(Leftovers.now(server, "one"))
                    .anyMatch(line -> line.startsWith("session|headrace/x"))
                    .anyMatch(line -> line.equals("temporary table|stage"))
                    .anyMatch(line -> line.equals("table|_headrace|load_7"))
                    .anyMatch(line -> line.startsWith("advisory lock|"));
        }
        server.execute("one", "DROP SCHEMA _headrace CASCADE");
        assertThat(Leftovers.in(server, "one")).isEmpty();
    }

    @Test
    void aKilledServerComesBackWithItsRows() throws SQLException {
        TableSnapshot before = snapshot();
        server.kill();
        server.restart();
        assertThat(before.differenceTo(snapshot())).isEmpty();
    }

    @Test
    void aCopyOfADatabaseHasItsRowsAndGivesTheLoaderItsRights() throws SQLException {
        server.dropDatabase("two");
        server.copyDatabase("one", "two");
        assertThat(server.query("two", "SELECT count(*) FROM files.t")).containsExactly("2");
        assertThat(
                        server.query(
                                "two",
                                "SELECT has_database_privilege('loader', 'two', 'CREATE'),"
                                        + " has_database_privilege('loader', 'two', 'TEMPORARY')"))
                .containsExactly("t|t");
    }

    private static TableSnapshot snapshot() throws SQLException {
        try (Connection connection = server.connect("one")) {
            return TableSnapshot.of(connection, SINCE);
        }
    }
}
