package dev.headrace.e2e.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.e2e.ApiCaller;
import dev.headrace.e2e.HeadraceCommand;
import dev.headrace.e2e.HeadraceProcess;
import dev.headrace.e2e.HeadraceRun;
import dev.headrace.e2e.Pause;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps a server from starting is said in a sentence on standard error, with a status that
/// says whether trying again helps.
class ServerStartE2E {
    @TempDir private Path home;

    @Test
    void aPortThatIsTakenIsTold() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();
            HeadraceRun run = server("--listen", listen).run();
            assertSentence(run, 3, listen);
            assertThat(run.stderr()).contains("--listen");
        }
    }

    @Test
    void everyMistakeInTheSettingsIsToldAtOnce() throws IOException {
        Files.writeString(home.resolve("server.yaml"), "worker-threads: many\nrate-limt: 3\n");
        HeadraceRun run = server("--log-format", "xml").with("HEADRACE_TLS_CERTS", "x.pem").run();
        assertSentence(run, 2, "4 settings are wrong");
        assertThat(run.stderr())
                .contains("worker-threads in", "'many'", "a whole number from 1 to")
                .contains("rate-limit is meant")
                .contains("--log-format: 'xml'")
                .contains("HEADRACE_TLS_CERTS is no setting; tls-cert is meant")
                .doesNotContain("\\n");
        assertThat(home.resolve("server")).doesNotExist();
    }

    @Test
    void aWorkerWithoutADatabaseIsToldToHaveOne() {
        HeadraceRun run = HeadraceCommand.of("worker").with("HEADRACE_HOME", home.toString()).run();
        assertSentence(run, 2, "database-url is not set");
    }

    @Test
    void otherMachinesAreNotListenedToInTheClear() {
        HeadraceRun run = server("--listen", "0.0.0.0:0").run();
        assertSentence(run, 3, "which other machines reach");
        assertThat(run.stderr()).contains("tls-cert", "tls-key", "trusted-proxies");
    }

    @Test
    void aMetadataDatabaseThatIsNotThereIsWaitedForAndTold() throws IOException {
        String url = "postgresql://me:hr-s3cr3t@127.0.0.1:%d/meta".formatted(closedPort());
        HeadraceRun run =
                server("--database-wait", "1500ms").with("HEADRACE_DATABASE_URL", url).run();
        assertSentence(run, 1, "metadata database");
        assertThat(run.stderr() + run.stdout()).doesNotContain("s3cr3t");
        assertThat(run.took()).isGreaterThan(Duration.ofMillis(1_500));
    }

    @Test
    void aStartThatWaitsForItsDatabaseEndsWhenItIsTold() throws IOException {
        String url = "postgresql://me@127.0.0.1:%d/meta".formatted(closedPort());
        try (HeadraceProcess process =
                server("--database-wait", "10m", "--database-url", url).start()) {
            assertThat(
                            Pause.until(
                                    Duration.ofSeconds(60),
                                    () -> process.errors().contains("cannot be reached")))
                    .isTrue();
            process.terminate();
            HeadraceRun run = process.await();
            assertThat(run.exit()).as(run.toString()).isZero();
        }
    }

    @Test
    void theFirstStartAloneShowsWhatItMadeUp() {
        Pattern url = Pattern.compile("Headrace listens at (http://\\S+)");
        Pattern password = Pattern.compile(" password +([A-Za-z0-9_-]{43})");
        Pattern pair = Pattern.compile(" api key +(\\S+)\\s+api secret +([A-Za-z0-9_-]{43})");
        String secret;
        try (HeadraceProcess first = server("--listen", "127.0.0.1:0").start()) {
            String base = awaited(first, url).group(1);
            Matcher shown = awaited(first, pair);
            secret = shown.group(2);
            assertThat(password.matcher(first.output()).find()).isTrue();
            assertThat(first.output()).contains("admin@localhost");
            assertThat(first.errors()).doesNotContain(secret);
            ApiCaller caller = new ApiCaller(base);
            caller.as(shown.group(1), secret).get("/v1/groups").is(200);
            caller.as(shown.group(1), "hr-s3cr3t-wrong").get("/v1/groups").is(401);
            caller.get("/v1/groups").is(401);
            first.terminate();
            assertThat(first.await().exit()).isZero();
        }
        try (HeadraceProcess second = server("--listen", "127.0.0.1:0").start()) {
            awaited(second, url);
            second.terminate();
            HeadraceRun run = second.await();
            assertThat(run.stdout().lines()).hasSize(1);
            assertThat(run.stdout() + run.stderr()).doesNotContain("secret", secret);
        }
    }

    private static Matcher awaited(HeadraceProcess process, Pattern words) {
        assertThat(
                        Pause.until(
                                Duration.ofSeconds(90),
                                () -> words.matcher(process.output()).find() || !process.isAlive()))
                .isTrue();
        Matcher matcher = words.matcher(process.output());
        assertThat(matcher.find()).as(process.output() + process.errors()).isTrue();
        return matcher;
    }

    @Test
    void configShowsWhatCountsWhereItIsSaidAndNoSecret() throws IOException {
        Files.writeString(
                home.resolve("server.yaml"),
                """
                regions:
                  GCP_EUROPE_WEST3: {egress: [203.0.113.0/29]}
                admin-password: hr-s3cr3t-in-file
                """);
        HeadraceCommand config =
                HeadraceCommand.of("config", "--worker-threads", "3")
                        .with("HEADRACE_HOME", home.toString())
                        .with("HEADRACE_RATE_LIMIT", "100");
        HeadraceRun text = config.run();
        assertThat(text.exit()).as(text.toString()).isZero();
        assertThat(text.stdout())
                .containsPattern("worker-threads +3 +--worker-threads")
                .containsPattern("rate-limit +100 +HEADRACE_RATE_LIMIT")
                .containsPattern("regions +GCP_EUROPE_WEST3=203.0.113.0/29 +regions in ")
                .containsPattern("admin-password +\\*{6} +admin-password in ")
                .containsPattern("log-format +auto +standard");
        HeadraceRun json = config.plus("--json").run();
        assertThat(json.json().path("settings"))
                .anySatisfy(line -> {
                    assertThat(line.path("key").asString()).isEqualTo("rate-limit");
                    assertThat(line.path("value").asString()).isEqualTo("100");
                    assertThat(line.path("origin").asString()).isEqualTo("HEADRACE_RATE_LIMIT");
                });
        assertThat(text.stdout() + text.stderr() + json.stdout()).doesNotContain("s3cr3t");
    }

    private HeadraceCommand server(String... options) {
        return HeadraceCommand.of("server").plus(options).with("HEADRACE_HOME", home.toString());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closed.getLocalPort();
        }
    }

    private static void assertSentence(HeadraceRun run, int exit, String words) {
        assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).contains(words).doesNotContain("\tat ", "Exception");
    }
}
