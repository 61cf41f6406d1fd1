package dev.headrace.destination.postgres;

import static dev.headrace.destination.postgres.SetupRecorder.result;
import static dev.headrace.destination.postgres.SetupRecorder.statuses;
import static dev.headrace.setup.SetupStatus.FAILED;
import static dev.headrace.setup.SetupStatus.JOB_FAILED;
import static dev.headrace.setup.SetupStatus.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Whatever answers in PostgreSQL's stead, or does not, the tests end in time, say what it is, and
/// leave no connection behind.
class SetupObstacleIT {
    private static final Duration SHORT = Duration.ofSeconds(1);

    @Test
    void tellsAPortWithoutAListener() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        SetupReport report = SetupRecorder.test("postgresql://u@127.0.0.1:%d/d".formatted(port));

        SetupTestResult refused = result(report, SetupTest.HOST);
        assertThat(statuses(report)).containsExactly(SKIPPED, FAILED, SKIPPED, SKIPPED, SKIPPED);
        assertThat(refused.code()).isEqualTo("HOST_UNREACHABLE");
        assertThat(refused.message()).contains("Nothing listens on 127.0.0.1:" + port);
        assertThat(refused.nextStep()).contains("1024 to 65535").contains("listen_addresses");
    }

    @Test
    void tellsANameThatNobodyKnows() {
        SetupReport report = SetupRecorder.test("postgresql://u@no-such-host.invalid/d");

        assertThat(result(report, SetupTest.HOST).code()).isEqualTo("HOST_UNKNOWN");
        assertThat(result(report, SetupTest.HOST).message()).contains("no-such-host.invalid");
    }

    @Test
    void tellsWhatIsNotPostgres() throws IOException {
        try (StubServer web =
                new StubServer((in, out) ->
                        out.write(
                                "HTTP/1.1 400 Bad Request\r\n\r\n"
                                        .getBytes(StandardCharsets.UTF_8)))) {
            SetupTestResult refused = result(SetupRecorder.test(web.url()), SetupTest.HOST);

            assertThat(refused.code()).isEqualTo("NOT_POSTGRESQL");
            assertThat(refused.message()).contains("does not speak PostgreSQL");
        }
    }

    @Test
    void endsInTimeWhereASocketStaysSilent() throws IOException {
        try (StubServer silent = StubServer.silent()) {
            long begin = System.nanoTime();

            SetupReport report = SetupRecorder.test(silent.url(), SHORT);

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(result(report, SetupTest.HOST).code()).isEqualTo("HOST_UNREACHABLE");
            assertThat(result(report, SetupTest.HOST).message()).contains("1 s");
            Await.until("no connection is left", () -> silent.connections() == 0);
        }
    }

    @Test
    void endsInTimeWhereALoginStaysSilent() throws IOException {
        try (StubServer silent =
                new StubServer((in, out) -> {
                    StubServer.introduced(in, out);
                    in.transferTo(OutputStream.nullOutputStream());
                })) {
            SetupReport report = SetupRecorder.test(silent.url(), SHORT);

            assertThat(result(report, SetupTest.DATABASE).status()).isEqualTo(FAILED);
            assertThat(result(report, SetupTest.DATABASE).message())
                    .isEqualTo("Signing in as u took longer than 1 s.");
            Await.until("no connection is left", () -> silent.connections() == 0);
        }
    }

    @Test
    void endsInTimeWherePacketsAreDropped() throws IOException {
        try (DroppingPort full = new DroppingPort()) {
            SetupReport report =
                    SetupRecorder.test(
                            "postgresql://u@127.0.0.1:%d/d".formatted(full.port()), SHORT);

            SetupTestResult refused = result(report, SetupTest.HOST);
            assertThat(refused.code()).isEqualTo("HOST_UNREACHABLE");
            assertThat(refused.duration()).isLessThan(Duration.ofSeconds(3));
            assertThat(refused.nextStep()).contains("firewall");
        }
    }

    @Test
    void tellsAServerThatIsTooOld() throws IOException {
        try (StubServer old = StubServer.ofVersion("8.3.23")) {
            SetupTestResult refused = result(SetupRecorder.test(old.url()), SetupTest.DATABASE);

            assertThat(refused.code()).isEqualTo("SERVER_TOO_OLD");
            assertThat(refused.message()).contains("8.3.23").contains("9.6");
        }
    }

    @Test
    void waitsForAServerThatStartsUp() throws IOException {
        try (StubServer starting = StubServer.startingUp(2)) {
            SetupReport report = SetupRecorder.test(starting.url());

            assertThat(result(report, SetupTest.DATABASE).code()).isEqualTo("SERVER_TOO_OLD");
        }
        try (StubServer never = StubServer.startingUp(Integer.MAX_VALUE)) {
            SetupReport report = SetupRecorder.test(never.url(), Duration.ofSeconds(3));

            assertThat(result(report, SetupTest.DATABASE).code()).isEqualTo("HOST_UNREACHABLE");
            assertThat(result(report, SetupTest.DATABASE).message())
                    .contains("the database system is starting up");
        }
    }

    @Test
    void isCancelledAtOnce() throws Exception {
        try (StubServer silent = StubServer.silent()) {
            SetupRecorder recorder = new SetupRecorder();
            DatabaseConnection connection = SetupRecorder.connection(silent.url());
            PostgresSetup setup =
                    SetupRecorder.setup(connection, SetupOptions.standard(), recorder);
            CompletableFuture<SetupReport> running = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> running.complete(setup.run()));
            Await.until("it waits for an answer", () -> silent.connections() == 1);

            long begin = System.nanoTime();
            setup.cancel();
            SetupReport report = running.get(5, TimeUnit.SECONDS);

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(statuses(report))
                    .containsExactly(SKIPPED, JOB_FAILED, SKIPPED, SKIPPED, SKIPPED);
            assertThat(result(report, SetupTest.PERMISSION).message()).contains("cancelled");
            Await.until("no connection is left", () -> silent.connections() == 0);
        }
    }
}
