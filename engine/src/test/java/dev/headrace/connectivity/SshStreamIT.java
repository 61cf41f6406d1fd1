package dev.headrace.connectivity;

import static dev.headrace.connectivity.SshFixture.answersToSslRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import dev.headrace.testkit.TestSshServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A session with an SSH server: its streams behave as sockets do, share it, end with it, and it is
/// opened again when it died.
class SshStreamIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static TestDatabase database;

    @BeforeAll
    static void start() {
        database = TestPostgres.shared().newDatabase();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void sharesOneSessionBetweenStreams() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            try (DatabaseRoute route = fixture.route(server, database);
                    Socket first = route.transport().connect(PATIENCE);
                    Socket second = route.transport().connect(PATIENCE)) {
                assertThat(answersToSslRequest(second)).isEqualTo('N');
                assertThat(answersToSslRequest(first)).isEqualTo('N');
                assertThat(server.log().split("Accepted publickey", -1)).hasSize(2);
            }
        }
    }

    @Test
    void opensADeadTunnelAgain() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            try (DatabaseRoute route = fixture.route(server, database);
                    Socket old = route.transport().connect(PATIENCE)) {
                server.killSessions();
                assertThatExceptionOfType(SocketException.class)
                        .isThrownBy(() -> old.getInputStream().read())
                        .withMessage("The SSH tunnel ended");
                try (Socket fresh = route.transport().connect(PATIENCE)) {
                    assertThat(answersToSslRequest(fresh)).isEqualTo('N');
                }
            }
        }
    }

    @Test
    void takesAServerThatIsDownForUnreachableOnceItWorked() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            try (DatabaseRoute route = fixture.route(server, database)) {
                route.transport().connect(PATIENCE).close();
                server.kill();
                Failure failure =
                        catchThrowableOfType(
                                Failure.class, () -> route.transport().connect(PATIENCE));
                assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
                server.restart();
                try (Socket fresh = route.transport().connect(PATIENCE)) {
                    assertThat(answersToSslRequest(fresh)).isEqualTo('N');
                }
            }
        }
    }

    @Test
    void timesReadsOut() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            try (DatabaseRoute route = fixture.route(server, database);
                    Socket socket = route.transport().connect(PATIENCE)) {
                socket.setSoTimeout(50);
                assertThatExceptionOfType(SocketTimeoutException.class)
                        .isThrownBy(() -> socket.getInputStream().read());
                assertThat(socket.getInputStream().available()).isZero();
                assertThat(answersToSslRequest(socket)).isEqualTo('N');
            }
        }
    }

    @Test
    void endsAReadWhenAnotherThreadCloses() throws Exception {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            try (DatabaseRoute route = fixture.route(server, database)) {
                Socket socket = route.transport().connect(PATIENCE);
                CompletableFuture<Integer> read = reading(socket);
                socket.close();
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> read.get(5, TimeUnit.SECONDS))
                        .withCauseInstanceOf(SocketException.class);
                assertThat(socket.isClosed()).isTrue();
            }
        }
    }

    @Test
    void endsAWriteWhenAnotherThreadCloses() throws Exception {
        try (TestSshServer server = TestSshServer.start();
                ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            DatabaseAddress address =
                    new DatabaseAddress(
                            "127.0.0.1", deaf.getLocalPort(), "d", "u", null, null, null);
            try (DatabaseRoute route =
                    fixture.route(server.host(), server.port(), server.user(), address)) {
                Socket socket = route.transport().connect(PATIENCE);
                CompletableFuture<Integer> write = writing(socket, 64 << 20);
                try (Socket _ = deaf.accept()) {
                    Await.until("the writer waits", () -> !write.isDone());
                    socket.close();
                    assertThatExceptionOfType(ExecutionException.class)
                            .isThrownBy(() -> write.get(5, TimeUnit.SECONDS))
                            .withCauseInstanceOf(SocketException.class);
                }
            }
        }
    }

    @Test
    void leavesNothingBehind() throws Exception {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            Socket socket;
            CompletableFuture<Integer> read;
            try (DatabaseRoute route = fixture.route(server, database)) {
                socket = route.transport().connect(PATIENCE);
                read = reading(socket);
            }
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> read.get(5, TimeUnit.SECONDS));
            Await.until("the SSH server has no connection", () -> server.sessions() == 0);
            Await.until("our threads are gone", () -> threads() == 0);
        }
    }

    @Test
    void givesUpAtOnceWhenItIsClosed() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            DatabaseAddress address = SshFixture.address(database);
            SshFixture fixture = new SshFixture();
            DatabaseRoute route = fixture.route("127.0.0.1", silent.getLocalPort(), "u", address);
            Transport transport = route.transport();
            CompletableFuture<Void> opening =
                    CompletableFuture.runAsync(() -> transport.prepare(Duration.ofMinutes(1)));
            Await.until("it waits", () -> fixture.steps().size() > 2);
            route.close();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> opening.get(5, TimeUnit.SECONDS));
            Await.until("our threads are gone", () -> threads() == 0);
        }
    }

    /// The library's, by their names.
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("sshd-"))
                .count();
    }

    private static CompletableFuture<Integer> reading(Socket socket) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return socket.getInputStream().read();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static CompletableFuture<Integer> writing(Socket socket, int bytes) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                socket.getOutputStream().write(new byte[bytes]);
                return bytes;
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }
}
