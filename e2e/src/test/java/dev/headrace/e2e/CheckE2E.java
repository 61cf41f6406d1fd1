package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// From nothing to a destination that is ready, on every supported generation of servers: the
/// printed SQL through `psql`, then the check. And whatever ends a check, nothing of it stays.
class CheckE2E {
    private static final String USER = "E2E \"User\"";
    private static final String USER_IN_URL = "E2E%20%22User%22";
    private static final String PASSWORD = "hr-s3cr3t 'x' \\ \u00e4 %";

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"9.6", "15", "18"})
    void preparesAServerAndPasses(String version) throws Exception {
        try (TestServer server = TestServer.start(version, Map.of())) {
            server.execute(
                    "postgres",
                    "CREATE DATABASE fresh",
                    "REVOKE ALL ON DATABASE fresh FROM PUBLIC");

            HeadraceRun printed = setupSql(server);
            psql(server, printed.stdout());

            HeadraceRun run = check(server.adminUrl("fresh")).run();
            assertThat(run.exit()).as(run.toString()).isZero();
            assertThat(run.json().path("status").asString()).isEqualTo("passed");
            assertThat(run.json().path("server").path("version").asString()).startsWith(version);
            assertThat(printed.stderr() + run.stdout() + run.stderr()).doesNotContain("hr-s3cr3t");
            assertThat(setupSql(server).stdout())
                    .doesNotContain("CREATE USER")
                    .contains("ALTER USER");
            assertThat(probes(server)).isEmpty();
        }
    }

    private HeadraceRun setupSql(TestServer server) {
        HeadraceRun run =
                HeadraceCommand.of(
                                "setup-sql",
                                "--user",
                                USER,
                                "--database",
                                "fresh",
                                "--password-stdin",
                                "--to",
                                server.adminUrl("postgres"))
                        .with("HEADRACE_HOME", folder.toString())
                        .with("PGPASSWORD", server.adminPassword())
                        .fedBy(StandardInput.of((PASSWORD + "\n").getBytes(StandardCharsets.UTF_8)))
                        .run();
        assertThat(run.exit()).as(run.stderr()).isZero();
        return run;
    }

    /// As the user that was just made.
    private HeadraceCommand check(String adminUrl) {
        return HeadraceCommand.of(
                        "check",
                        "--to",
                        adminUrl.replaceFirst("//[^@]*@", "//" + USER_IN_URL + "@"),
                        "--json")
                .with("HEADRACE_HOME", folder.toString())
                .with("PGPASSWORD", PASSWORD);
    }

    private void psql(TestServer server, String script) throws Exception {
        Path file = folder.resolve("setup.sql");
        Files.writeString(file, script);
        Path said = folder.resolve("psql.log");
        ProcessBuilder psql =
                new ProcessBuilder(
                                "psql",
                                "-X",
                                "-q",
                                "-v",
                                "ON_ERROR_STOP=1",
                                "-f",
                                file.toString(),
                                server.adminUrl("postgres"))
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile());
        psql.environment().put("PGPASSWORD", server.adminPassword());
        psql.environment().put("PGCLIENTENCODING", "UTF8");
        Process process = psql.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }

    private static List<String> probes(TestServer server) {
        return server.query(
                "fresh", "SELECT nspname FROM pg_namespace WHERE nspname LIKE '%headrace_probe%'");
    }

    @Test
    void leavesNothingWhenItIsKilledInTheMiddle() {
        try (TestServer server = TestServer.start()) {
            server.createDatabase("fresh");
            server.execute(
                    "fresh",
                    "CREATE FUNCTION slow() RETURNS event_trigger LANGUAGE plpgsql AS"
                            + " $$BEGIN PERFORM pg_sleep(60); END$$",
                    "CREATE EVENT TRIGGER slow ON ddl_command_start WHEN TAG IN ('ALTER TABLE')"
                            + " EXECUTE FUNCTION slow()");
            HeadraceCommand command =
                    HeadraceCommand.of("check", "--to", server.url("fresh"))
                            .with("HEADRACE_HOME", folder.toString());
            try (HeadraceProcess process = command.start()) {
                assertThat(
                                Pause.until(
                                        Duration.ofSeconds(60),
                                        () -> process.errors().contains("adding a column")))
                        .isTrue();
                process.kill();
            }
            assertThat(
                            Pause.until(
                                    Duration.ofSeconds(30),
                                    () ->
                                            server.query(
                                                            "fresh",
                                                            "SELECT 1 FROM pg_stat_activity WHERE"
                                                                    + " usename = 'loader'")
                                                    .isEmpty()))
                    .isTrue();
            assertThat(probes(server)).isEmpty();
        }
    }

    @Test
    void endsAtOnceOnASignalAndSaysSo() throws IOException {
        interrupted(HeadraceProcess::interrupt, 130);
        interrupted(HeadraceProcess::terminate, 143);
    }

    private void interrupted(Consumer<HeadraceProcess> signal, int status) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            HeadraceCommand command =
                    HeadraceCommand.of(
                                    "check",
                                    "--json",
                                    "--to",
                                    "postgresql://u@127.0.0.1:%d/d"
                                            .formatted(silent.getLocalPort()))
                            .with("HEADRACE_HOME", folder.toString());
            try (HeadraceProcess process = command.start()) {
                assertThat(
                                Pause.until(
                                        Duration.ofSeconds(60),
                                        () -> process.errors().contains("Host Connection: conn")))
                        .isTrue();
                long begin = System.nanoTime();
                signal.accept(process);
                HeadraceRun run = process.await();

                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .isLessThan(Duration.ofSeconds(4));
                assertThat(run.exit()).as(run.toString()).isEqualTo(status);
                JsonNode report = run.json();
                assertThat(report.path("status").asString()).isEqualTo("interrupted");
                assertThat(report.path("tests").size()).isEqualTo(5);
                assertThat(report.path("tests").path(1).path("status").asString())
                        .isEqualTo("JOB_FAILED");
            }
        }
    }
}
