package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A check as it is typed: what is said, in which form, and with which status it ends.
class CheckIT {
    @TempDir Path home;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        Await.until("no session is left", () -> database.loaderSessions() == 0);
        database.close();
    }

    @Test
    void saysThatADatabaseIsReady() {
        CommandRun run = check("--to", database.loaderUri());

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("SSH Tunnel Connection  skipped")
                .contains("Host Connection        passed")
                .contains("Validate Certificate   skipped")
                .contains("Database Connection    passed")
                .contains("Permission Test        passed")
                .endsWith("\nready\n");
        assertThat(run.err())
                .contains("Host Connection: connecting to 127.0.0.1:" + database.port())
                .contains("Permission Test: creating a schema");
    }

    @Test
    void reportsAllFiveInJson() {
        CommandRun run = check("--to", database.loaderUri(), "--json");

        JsonNode report = JsonMapper.shared().readTree(run.out());
        assertThat(run.out()).endsWith("}\n").hasLineCount(1);
        assertThat(report.propertyNames())
                .containsExactly(
                        "status", "duration_ms", "server", "tests", "certificates", "fingerprints");
        assertThat(report.at("/status").asString()).isEqualTo("passed");
        assertThat(report.at("/server/version").asString()).startsWith("18.");
        assertThat(report.at("/server/pooler").isNull()).isTrue();
        assertThat(report.at("/tests").findValuesAsString("title"))
                .containsExactly(
                        "SSH Tunnel Connection",
                        "Host Connection",
                        "Validate Certificate",
                        "Database Connection",
                        "Permission Test");
        assertThat(report.at("/tests").findValuesAsString("status"))
                .containsExactly("SKIPPED", "PASSED", "SKIPPED", "PASSED", "PASSED");
        assertThat(report.at("/tests/1").propertyNames())
                .containsExactly(
                        "title",
                        "group",
                        "status",
                        "code",
                        "message",
                        "next_step",
                        "duration_ms",
                        "details");
    }

    @Test
    void showsWhatToRun() {
        database.execute(
                "REVOKE CREATE, TEMPORARY ON DATABASE %s FROM %s"
                        .formatted(database.name(), database.loader()));

        CommandRun run = check("--to", database.loaderUri());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out())
                .contains("Permission Test        FAILED")
                .contains(
                        "GRANT CREATE ON DATABASE \"%s\" TO \"%s\";\n"
                                .formatted(database.name(), database.loader()))
                .contains(
                        "GRANT TEMPORARY ON DATABASE \"%s\" TO \"%s\";\n"
                                .formatted(database.name(), database.loader()))
                .doesNotContain("ready");
        JsonNode report =
                JsonMapper.shared().readTree(check("--to", database.loaderUri(), "--json").out());
        assertThat(report.at("/status").asString()).isEqualTo("failed");
        assertThat(report.at("/tests/4/code").asString()).isEqualTo("DESTINATION_PERMISSION");
    }

    @Test
    void saysWhatFailedWhereItIsToBeQuiet() {
        CommandRun passed = check("--to", database.loaderUri(), "--quiet");
        assertThat(passed.out() + passed.err()).isEmpty();

        CommandRun failed = check("--to", "postgresql://u@127.0.0.1:1/d", "--quiet");
        assertThat(failed.status()).isEqualTo(3);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("Nothing listens on 127.0.0.1:1");
    }

    @Test
    void tellsNoPasswordToAnybody() throws IOException {
        Path log = home.resolve("check.log");
        String uri = database.loaderUri().replaceFirst(":[^:@]*@", ":hr-s3cr3t-wrong@");

        CommandRun run = check("--to", uri, "--verbose", "--log-file", log.toString());

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out() + run.err() + Files.readString(log))
                .contains("Database Connection")
                .doesNotContain("hr-s3cr3t");
    }

    @Test
    void refusesContradictionsBeforeAnythingIsTouched() {
        String to = "postgresql://u@127.0.0.1:1/d";
        for (List<String> words :
                List.of(
                        List.of("--ssh", "a@b", "--private-link", "c", "--to", to),
                        List.of("--ssh", "b", "--to", to),
                        List.of("--ssh", "a@b:0", "--to", to),
                        List.of("--ssh-key", "file", "--to", to),
                        List.of("--require-tls-through-tunnel", "--to", to),
                        List.of("--trust-fingerprints", "--to", to),
                        List.of(
                                "--ssh",
                                "a@b",
                                "--require-tls-through-tunnel",
                                "--to",
                                to + "?sslmode=disable"),
                        List.of("--trust-certificates", "--to", to + "?sslmode=disable"),
                        List.of("--private-link", "none", "--to", to),
                        List.of("--allow-private", "10.0.0.0/99", "--to", to),
                        List.of("--timeout", "0", "--to", to),
                        List.of("--deployment", "cloud", "--to", to),
                        List.<String>of())) {
            CommandRun run = check(words.toArray(String[]::new));

            assertThat(run.status()).as(words.toString()).isEqualTo(2);
            assertThat(run.err()).as(words.toString()).contains("USAGE");
        }
    }

    private CommandRun check(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "check";
        System.arraycopy(words, 0, all, 1, words.length);
        return CommandRun.of(Map.of("HEADRACE_HOME", home.toString()), home, all);
    }
}
