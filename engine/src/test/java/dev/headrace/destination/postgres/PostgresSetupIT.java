package dev.headrace.destination.postgres;

import static dev.headrace.destination.postgres.SetupRecorder.result;
import static dev.headrace.destination.postgres.SetupRecorder.statuses;
import static dev.headrace.setup.SetupStatus.FAILED;
import static dev.headrace.setup.SetupStatus.PASSED;
import static dev.headrace.setup.SetupStatus.SKIPPED;
import static dev.headrace.setup.SetupStatus.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests of a database say that it can be loaded to exactly where it can, and else what to change;
/// nothing of them stays.
class PostgresSetupIT {
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void nothingIsLeft() {
        Await.until("no session is left", () -> database.loaderSessions() == 0);
        assertThat(probes()).isEmpty();
        database.close();
    }

    private List<?> probes() {
        return database.query(
                "SELECT nspname FROM pg_namespace WHERE nspname LIKE '%headrace_probe%'");
    }

    @Test
    void passesOnAHealthyServer() {
        SetupRecorder recorder = new SetupRecorder();

        SetupReport report =
                SetupRecorder.setup(
                                SetupRecorder.connection(database.loaderUri()),
                                SetupOptions.standard(),
                                recorder)
                        .run();

        assertThat(statuses(report)).containsExactly(SKIPPED, PASSED, SKIPPED, PASSED, PASSED);
        assertThat(report.passed()).isTrue();
        SetupReport.Server server = Objects.requireNonNull(report.server());
        assertThat(server.version()).startsWith("18.");
        assertThat(server.pooler()).isNull();
        assertThat(recorder.heard())
                .startsWith("started SSH_TUNNEL", "finished SSH_TUNNEL SKIPPED", "started HOST")
                .contains("HOST connecting to 127.0.0.1:" + database.port())
                .contains("PERMISSION creating a schema")
                .endsWith("finished PERMISSION PASSED");
    }

    @Test
    void tellsAllMissingPrivilegesAtOnceWithTheSqlThatGrantsThem() {
        database.execute(
                "REVOKE CREATE, TEMPORARY ON DATABASE %s FROM %s"
                        .formatted(database.name(), database.loader()));

        SetupTestResult refused = permission();

        assertThat(refused.status()).isEqualTo(FAILED);
        assertThat(refused.code()).isEqualTo("DESTINATION_PERMISSION");
        assertThat(refused.message())
                .contains("may not create schemas")
                .contains("may not create temporary tables");
        database.execute(steps(refused));
        assertThat(permission().status()).isEqualTo(PASSED);
    }

    /// What a server of that age would be told; none of it runs here.
    @Test
    void warnsOfAServerThatIsOlderThanWhatIsTested() throws SQLException {
        try (Connection jdbc = database.openLoader()) {
            List<SetupConcern> concerns =
                    new ServerConcerns(jdbc, new ServerVersion(90_524, "9.5.24")).list();

            assertThat(concerns.getFirst().code()).isEqualTo("SERVER_UNPROVEN");
            assertThat(concerns.getFirst().sentence()).contains("9.5.24");
            assertThat(new ServerConcerns(jdbc, new ServerVersion(90_600, "9.6.0")).list())
                    .extracting(SetupConcern::code)
                    .doesNotContain("SERVER_UNPROVEN");
        }
    }

    @Test
    void tellsTheOnePrivilegeThatIsMissing() {
        database.execute(
                "REVOKE TEMPORARY ON DATABASE %s FROM %s"
                        .formatted(database.name(), database.loader()));

        assertThat(permission().nextStep())
                .isEqualTo(
                        "GRANT TEMPORARY ON DATABASE \"%s\" TO \"%s\";"
                                .formatted(database.name(), database.loader()));
    }

    @Test
    void tellsARoleThatOnlyReads() {
        database.execute(
                "ALTER ROLE %s SET default_transaction_read_only = on".formatted(database.loader()),
                "REVOKE CREATE ON DATABASE %s FROM %s"
                        .formatted(database.name(), database.loader()));

        SetupTestResult refused = permission();

        assertThat(refused.code()).isEqualTo("DESTINATION_READ_ONLY");
        assertThat(refused.message()).contains("read-only").contains("may not create schemas");
        database.execute(steps(refused));
        assertThat(permission().status()).isEqualTo(PASSED);
    }

    @Test
    void namesWhoWasRefusedAndWhere() {
        String url = database.loaderUri().replaceFirst(":[^:@]*@", ":wrong@");

        SetupReport report = SetupRecorder.test(url);

        SetupTestResult refused = result(report, SetupTest.DATABASE);
        assertThat(statuses(report)).containsExactly(SKIPPED, PASSED, SKIPPED, FAILED, SKIPPED);
        assertThat(refused.code()).isEqualTo("AUTHENTICATION_FAILED");
        assertThat(refused.message()).contains(database.loader()).doesNotContain("wrong");
        assertThat(result(report, SetupTest.PERMISSION).message()).contains("Database Connection");
    }

    @Test
    void namesTheDatabaseThatIsMissing() {
        String url = database.loaderUri().replaceFirst("/[^/]*$", "/no_such_database");

        SetupTestResult refused = result(SetupRecorder.test(url), SetupTest.DATABASE);

        assertThat(refused.code()).isEqualTo("DATABASE_NOT_FOUND");
        assertThat(refused.message()).contains("\"no_such_database\"");
    }

    @Test
    void tellsARoleWithoutConnections() {
        database.execute("ALTER ROLE %s CONNECTION LIMIT 0".formatted(database.loader()));

        SetupTestResult refused =
                result(SetupRecorder.test(database.loaderUri()), SetupTest.DATABASE);

        assertThat(refused.status()).isEqualTo(FAILED);
        assertThat(refused.code()).isEqualTo("CONNECTION_SLOTS");
        database.execute(steps(refused));
        assertThat(SetupRecorder.test(database.loaderUri()).passed()).isTrue();
    }

    @Test
    void warnsOfWhatMayHinderALoad() {
        database.execute(
                "ALTER ROLE %s CONNECTION LIMIT 2".formatted(database.loader()),
                "ALTER ROLE %s SET statement_timeout = '5s'".formatted(database.loader()));

        SetupReport report = SetupRecorder.test(database.loaderUri());

        SetupTestResult warned = result(report, SetupTest.DATABASE);
        assertThat(report.passed()).isTrue();
        assertThat(warned.status()).isEqualTo(WARNING);
        assertThat(warned.code()).isEqualTo("CONNECTIONS_SCARCE");
        assertThat(warned.message()).contains("2 connections").contains("statement_timeout is 5 s");
        database.execute(steps(warned));
        assertThat(result(SetupRecorder.test(database.loaderUri()), SetupTest.DATABASE).status())
                .isEqualTo(PASSED);
    }

    @Test
    void looksAtASchemaThatIsThereAlready() {
        database.execute("CREATE SCHEMA taken", "CREATE TABLE taken.\"Of \"\"Others\" (id int)");

        SetupTestResult closed = permission("taken");
        assertThat(closed.code()).isEqualTo("DESTINATION_PERMISSION");
        database.execute(steps(closed)[0]);

        SetupTestResult others = permission("taken");
        assertThat(others.status()).isEqualTo(WARNING);
        assertThat(others.code()).isEqualTo("NOT_OWNER");
        database.execute(steps(others));

        assertThat(permission("taken").status()).isEqualTo(PASSED);
        assertThat(permission("not there").status()).isEqualTo(PASSED);
    }

    @Test
    void sweepsWhatAKilledTestLeftADayAgo() {
        database.execute(
                "CREATE SCHEMA _headrace_probe_20260101000000_0a1b2c3d AUTHORIZATION "
                        + database.loader(),
                "CREATE TABLE _headrace_probe_20260101000000_0a1b2c3d.probe (id int)",
                "CREATE SCHEMA _headrace_probe_29990101000000_0a1b2c3d AUTHORIZATION "
                        + database.loader(),
                "CREATE SCHEMA _headrace_probe_of_mine AUTHORIZATION " + database.loader(),
                "CREATE SCHEMA _headrace_probe_20260101000000_of_others");

        assertThat(permission().status()).isEqualTo(PASSED);

        assertThat(probes())
                .hasToString(
                        "[[_headrace_probe_29990101000000_0a1b2c3d], [_headrace_probe_of_mine],"
                                + " [_headrace_probe_20260101000000_of_others]]");
        database.execute(
                "DROP SCHEMA _headrace_probe_29990101000000_0a1b2c3d, _headrace_probe_of_mine,"
                        + " _headrace_probe_20260101000000_of_others CASCADE");
    }

    @Test
    void tellsWhatAnEventTriggerForbids() {
        database.execute(
                "CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN RAISE 'not on a Sunday'; END$$",
                "CREATE EVENT TRIGGER no ON ddl_command_start WHEN TAG IN ('ALTER TABLE')"
                        + " EXECUTE FUNCTION no()");

        SetupTestResult refused = permission();

        assertThat(refused.code()).isEqualTo("WRITE_REFUSED");
        assertThat(refused.message()).contains("adding a column").contains("not on a Sunday");
    }

    private static String[] steps(SetupTestResult result) {
        return Objects.requireNonNull(result.nextStep()).split("\n", -1);
    }

    private SetupTestResult permission() {
        return result(SetupRecorder.test(database.loaderUri()), SetupTest.PERMISSION);
    }

    private SetupTestResult permission(String schema) {
        return result(
                SetupRecorder.setup(
                                SetupRecorder.connection(database.loaderUri()),
                                SetupOptions.standard().withSchema(schema),
                                new SetupRecorder())
                        .run(),
                SetupTest.PERMISSION);
    }
}
