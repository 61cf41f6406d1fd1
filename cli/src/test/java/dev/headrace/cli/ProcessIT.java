package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command as a process of its own: signals, pipes, and the status that the shell sees.
class ProcessIT {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void endsCleanlyOnASignal(String signal, int status) throws Exception {
        try (TestDatabase database = TestPostgres.database()) {
            Process process = loadOfAPipe(database);
            awaitLoading(database);

            long begin = System.nanoTime();
            signal(process, signal);
            String out = text(process);

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(status);
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(6));
            JsonNode report = JsonMapper.shared().readTree(out);
            assertThat(report.at("/status").asString()).isEqualTo("interrupted");
            Await.until("no session is left", () -> database.loaderSessions() == 0);
        }
    }

    @Test
    void endsAtOnceOnTheSecondSignal() throws Exception {
        try (TestDatabase database = TestPostgres.database()) {
            Process process = loadOfAPipe(database);
            awaitLoading(database);

            signal(process, "INT");
            signal(process, "INT");
            String out = text(process);

            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(JsonMapper.shared().readTree(out).at("/status").asString())
                    .isEqualTo("interrupted");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"errors", "load --help", "errors --json"})
    void isNotDisturbedByAReaderThatGoesAway(String line) throws Exception {
        Process process = start(line.split(" ", -1));
        process.getInputStream().close();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(err).isEmpty();
    }

    @Test
    void saysThatItsResultIsLost() throws Exception {
        Process process =
                builder("errors", "--json")
                        .redirectOutput(ProcessBuilder.Redirect.to(new java.io.File("/dev/full")))
                        .start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(err).contains("RESULT_UNWRITABLE").doesNotContain("Exception");
    }

    @Test
    void keepsLogsOutOfTheResult() throws Exception {
        Files.writeString(folder.resolve("orders.csv"), "id\n1\n");
        try (TestDatabase database = TestPostgres.database()) {
            Path log = folder.resolve("log");
            Process process =
                    start(
                            "load",
                            "orders.csv",
                            "--to",
                            database.loaderUri(),
                            "--json",
                            "--verbose",
                            "--log-file",
                            log.toString());
            String err =
                    new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            String out = text(process);

            assertThat(process.waitFor()).isZero();
            assertThat(JsonMapper.shared().readTree(out).at("/status").asString())
                    .isEqualTo("succeeded");
            assertThat(err).contains("CREATE TABLE");
            assertThat(Files.readString(log)).contains("CREATE TABLE");
            assertThat(out + err + Files.readString(log)).doesNotContain(database.loaderPassword());
        }
    }

    private Process loadOfAPipe(TestDatabase database) throws IOException {
        Process process =
                start(
                        "load",
                        "-",
                        "--format",
                        "csv",
                        "--table",
                        "t",
                        "--to",
                        database.loaderUri(),
                        "--json");
        process.getOutputStream().write("id,name\n1,a\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return process;
    }

    /// The pipe stays open, so that the load waits for more until it is told to end.
    private static void awaitLoading(TestDatabase database) {
        Await.until("the load is under way", () -> database.loaderSessions() > 0);
        Await.until(
                "the ledger is there",
                () ->
                        database.count(
                                        "SELECT count(*) FROM pg_namespace WHERE nspname ="
                                                + " '_headrace'")
                                == 1);
    }

    private Process start(String... words) throws IOException {
        return builder(words).start();
    }

    private ProcessBuilder builder(String... words) {
        // Whoever runs the tests in the background has SIGINT ignored, and children inherit that.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xlog:disable", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(Headrace.class.getName());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder;
    }

    private static void signal(Process process, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
