package dev.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A test's database is its own, and its role can do there what the setup guide grants, no more.
class TestPostgresIT {
    @Test
    void givesEachTestADatabaseOfItsOwn() {
        try (TestDatabase one = TestPostgres.database();
                TestDatabase other = TestPostgres.database()) {
            one.execute("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1), (NULL)");
            assertThat(one.query("SELECT a FROM t ORDER BY a")).hasSize(2);
            assertThat(other.value("SELECT to_regclass('t')")).isNull();
            assertThat(one.port()).isEqualTo(other.port());
        }
    }

    @Test
    void writesValuesAsPostgresDoes() {
        try (TestDatabase database = TestPostgres.database()) {
            assertThat(database.query("SELECT true, NULL, 1.50, '{1,2}'::int[]"))
                    .singleElement()
                    .isEqualTo(java.util.Arrays.asList("t", null, "1.50", "{1,2}"));
        }
    }

    @Test
    void letsTheLoaderMakeSchemasAndTemporaryTables() throws SQLException {
        try (TestDatabase database = TestPostgres.database();
                Connection loader = database.openLoader();
                Statement statement = loader.createStatement()) {
            statement.execute("CREATE SCHEMA own");
            statement.execute("CREATE TABLE own.t (a int)");
            statement.execute("CREATE TEMPORARY TABLE s (a int)");
            assertThat(database.loaderSessions()).isEqualTo(1);
        }
    }

    @Test
    void keepsTheLoaderFromAllElse() throws SQLException {
        try (TestDatabase database = TestPostgres.database();
                Connection loader = database.openLoader();
                Statement statement = loader.createStatement()) {
            database.execute("CREATE TABLE public.theirs (a int)");
            for (String refused :
                    List.of(
                            "CREATE TABLE public.t (a int)",
                            "SELECT * FROM public.theirs",
                            "CREATE ROLE r",
                            "CREATE DATABASE d")) {
                assertThatThrownBy(() -> statement.execute(refused))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            }
        }
    }

    @Test
    void dropsADatabaseThatIsStillInUse() throws SQLException {
        TestDatabase database = TestPostgres.database();
        try (Connection loader = database.openLoader()) {
            database.close();
            assertThat(loader.isValid(5)).isFalse();
        }
        try (TestDatabase other = TestPostgres.database()) {
            assertThat(
                            other.count(
                                    "SELECT count(*) FROM pg_database WHERE datname = '%s'"
                                            .formatted(database.name())))
                    .isZero();
        }
    }

    @Test
    void servesTheOtherVersionsThatAreAtHand() throws SQLException {
        for (String major : List.of("9.6", "10", "12", "15", "17")) {
            if (TestPostgres.has(major)) {
                TestDatabase database = TestPostgres.ofMajor(major).newDatabase();
                try (Connection loader = database.openLoader()) {
                    assertThat(database.value("SHOW server_version")).startsWith(major + ".");
                    database.close();
                    assertThat(loader.isValid(5)).isFalse();
                }
            }
        }
        assertThat(TestPostgres.has("18")).isTrue();
    }
}
