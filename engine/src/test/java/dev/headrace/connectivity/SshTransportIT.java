package dev.headrace.connectivity;

import static dev.headrace.connectivity.SshFixture.answersToSslRequest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import dev.headrace.testkit.TestSshServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The tunnel against OpenSSH's server: it carries bytes to a database that only the SSH server
/// needs to reach, trusts approved host keys alone, and tells each failure by its cause.
class SshTransportIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /// For failures that are a silence.
    private static final Duration IMPATIENCE = Duration.ofSeconds(2);

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
    void reachesTheDatabase() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            try (DatabaseRoute route = fixture.route(server, database)) {
                try (Socket socket = route.transport().connect(PATIENCE)) {
                    assertThat(answersToSslRequest(socket)).isEqualTo('N');
                }
                assertThat(route.transport().encrypted()).isTrue();
                assertThat(route.transport().loopback()).isFalse();
            }
            assertThat(fixture.steps())
                    .containsExactly(
                            "resolving 127.0.0.1",
                            "connecting to 127.0.0.1:" + server.port(),
                            "SSH handshake with 127.0.0.1:" + server.port(),
                            "checking the SSH server's host key",
                            "signing in as %s with our key".formatted(server.user()),
                            "opening a channel through 127.0.0.1 to 127.0.0.1:" + database.port());
        }
    }

    @Test
    void signsInWithRsaAndSha2() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.RSA));
            SshFixture fixture =
                    new SshFixture()
                            .approving(server.hostKey("ed25519"))
                            .signingInWith(SshFixture.RSA);
            try (DatabaseRoute route = fixture.route(server, database);
                    Socket socket = route.transport().connect(PATIENCE)) {
                assertThat(answersToSslRequest(socket)).isEqualTo('N');
            }
            assertThat(server.log()).contains("Accepted key RSA");
        }
    }

    /// While a key is being rotated, servers know the old or the new one.
    @Test
    void offersEachOfSeveralKeys() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.RSA));
            SshFixture fixture =
                    new SshFixture()
                            .approving(server.hostKey("ed25519"))
                            .signingInWith(SshFixture.ED25519, SshFixture.RSA);
            try (DatabaseRoute route = fixture.route(server, database);
                    Socket socket = route.transport().connect(PATIENCE)) {
                assertThat(answersToSslRequest(socket)).isEqualTo('N');
            }
        }
    }

    @Test
    void asksForTheHostKeyThatIsApproved() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            SshFixture fixture = new SshFixture().approving(server.hostKey("rsa"));
            try (DatabaseRoute route = fixture.route(server, database);
                    Socket socket = route.transport().connect(PATIENCE)) {
                assertThat(answersToSslRequest(socket)).isEqualTo('N');
            }
        }
    }

    @Test
    void acceptsEitherOfTwoApprovedHostKeys() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            String old = server.hostKey("ed25519");
            server.restartWithOtherHostKeys();
            SshFixture fixture = new SshFixture().approving(old, server.hostKey("ed25519"));
            try (DatabaseRoute route = fixture.route(server, database);
                    Socket socket = route.transport().connect(PATIENCE)) {
                assertThat(answersToSslRequest(socket)).isEqualTo('N');
            }
        }
    }

    @Test
    void refusesAnUnknownHostKeyAndShowsIt() {
        try (TestSshServer server = TestSshServer.start()) {
            HostKey key = HostKey.parse(server.hostKey("ed25519"));
            Failure failure = prepareFails(new SshFixture(), server);
            assertThat(failure.code()).isEqualTo(FailureCode.FINGERPRINT_UNTRUSTED);
            assertThat(failure.message())
                    .isEqualTo(
                            "The SSH server 127.0.0.1:%d is not known yet. Its host key is ssh-ed25519 %s."
                                    .formatted(server.port(), key.fingerprint()));
            assertThat(failure.nextStep())
                    .contains("ssh-keygen -lf", "ssh_host_ed25519_key.pub", key.fingerprint());
            FingerprintRefusal refusal = SshFailures.cause(failure, FingerprintRefusal.class);
            assertThat(refusal)
                    .isNotNull()
                    .extracting(FingerprintRefusal::presented)
                    .isEqualTo(key);
            assertThat(server.log()).doesNotContain("Accepted");
        }
    }

    @Test
    void showsAChangedHostKeyBesideTheOldOne() {
        try (TestSshServer server = TestSshServer.start()) {
            HostKey old = HostKey.parse(server.hostKey("ed25519"));
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            server.restartWithOtherHostKeys();
            Failure failure = prepareFails(fixture, server);
            assertThat(failure.code()).isEqualTo(FailureCode.FINGERPRINT_UNTRUSTED);
            assertThat(failure.message())
                    .isEqualTo(
                            "The host key of the SSH server 127.0.0.1:%d has changed. Old: %s (approved by ada on 2026-03-04 05:06 UTC). New: %s."
                                    .formatted(
                                            server.port(),
                                            old,
                                            HostKey.parse(server.hostKey("ed25519"))));
        }
    }

    @Test
    void tellsThatTheKeyWasRefused() {
        try (TestSshServer server = TestSshServer.start()) {
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            Failure failure = prepareFails(fixture, server);
            assertThat(TunnelRefusal.in(failure)).isTrue();
            assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
            assertThat(failure.message())
                    .isEqualTo(
                            "The SSH server 127.0.0.1:%d refused our key for user \"%s\"."
                                    .formatted(server.port(), server.user()));
            assertThat(failure.nextStep())
                    .contains(
                            "one line",
                            "authorized_keys",
                            "700",
                            "600",
                            SshFixture.line(SshFixture.ED25519));
        }
    }

    @Test
    void tellsThatTheServerWantsMoreThanTheKey() {
        try (TestSshServer server =
                TestSshServer.start(
                        Map.of(
                                "AuthenticationMethods",
                                "publickey,keyboard-interactive",
                                "KbdInteractiveAuthentication",
                                "yes"))) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            Failure failure =
                    prepareFails(new SshFixture().approving(server.hostKey("ed25519")), server);
            assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
            assertThat(failure.message()).contains("wants more (keyboard-interactive)");
        }
    }

    @Test
    void tellsThatHostKeysAreSignedWithSha1Only() {
        try (TestSshServer server = TestSshServer.start(Map.of("HostKeyAlgorithms", "ssh-rsa"))) {
            Failure failure = prepareFails(new SshFixture(), server);
            assertThat(failure.code()).isEqualTo(FailureCode.SSH_ALGORITHMS);
            assertThat(failure.message())
                    .isEqualTo(
                            "The SSH server 127.0.0.1:%d only offers host keys with SHA-1 signatures (ssh-rsa)."
                                    .formatted(server.port()));
            assertThat(failure.nextStep()).contains("rsa-sha2-512", "ssh-ed25519");
        }
    }

    @Test
    void tellsThatNoCipherIsSafe() {
        try (TestSshServer server = TestSshServer.start(Map.of("Ciphers", "aes128-cbc"))) {
            Failure failure = prepareFails(new SshFixture(), server);
            assertThat(failure.code()).isEqualTo(FailureCode.SSH_ALGORITHMS);
        }
    }

    @Test
    void neverSignsWithSha1() {
        try (TestSshServer server =
                TestSshServer.start(Map.of("PubkeyAcceptedAlgorithms", "ssh-rsa"))) {
            server.authorize(SshFixture.line(SshFixture.RSA));
            Failure failure =
                    prepareFails(
                            new SshFixture()
                                    .approving(server.hostKey("ed25519"))
                                    .signingInWith(SshFixture.RSA),
                            server);
            assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
            assertThat(failure.nextStep()).contains("PubkeyAcceptedAlgorithms", "rsa-sha2-512");
            assertThat(server.log()).doesNotContain("Accepted publickey");
        }
    }

    @Test
    void tellsThatForwardingIsOff() {
        try (TestSshServer server = TestSshServer.start(Map.of("AllowTcpForwarding", "no"))) {
            assertForwardingDenied(server, SshFixture.line(SshFixture.ED25519));
        }
    }

    @Test
    void tellsThatPermitOpenNamesAnotherPlace() {
        try (TestSshServer server = TestSshServer.start(Map.of("PermitOpen", "127.0.0.1:1"))) {
            assertForwardingDenied(server, SshFixture.line(SshFixture.ED25519));
        }
    }

    @Test
    void tellsThatTheKeysOwnLineNamesAnotherPlace() {
        try (TestSshServer server = TestSshServer.start()) {
            assertForwardingDenied(
                    server,
                    "restrict,port-forwarding,permitopen=\"127.0.0.1:1\" "
                            + SshFixture.line(SshFixture.ED25519));
        }
    }

    @Test
    void isContentWithTheHardenedLine() throws IOException {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(
                    "restrict,port-forwarding,permitopen=\"127.0.0.1:%d\" %s"
                            .formatted(database.port(), SshFixture.line(SshFixture.ED25519)));
            try (DatabaseRoute route =
                            new SshFixture()
                                    .approving(server.hostKey("ed25519"))
                                    .route(server, database);
                    Socket socket = route.transport().connect(PATIENCE)) {
                assertThat(answersToSslRequest(socket)).isEqualTo('N');
            }
        }
    }

    @Test
    void tellsThatTheDatabaseIsDownBehindATunnelThatWorks() throws IOException {
        int unused;
        try (ServerSocket free = new ServerSocket(0)) {
            unused = free.getLocalPort();
        }
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            DatabaseAddress address =
                    new DatabaseAddress("127.0.0.1", unused, "d", "u", null, null, null);
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            try (DatabaseRoute route =
                    fixture.route(server.host(), server.port(), server.user(), address)) {
                route.transport().prepare(PATIENCE);
                Failure failure =
                        catchThrowableOfType(
                                Failure.class, () -> route.transport().connect(PATIENCE));
                assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
                assertThat(failure.message())
                        .startsWith(
                                "The tunnel works, but the SSH server 127.0.0.1 cannot reach 127.0.0.1:%d"
                                        .formatted(unused));
                assertThat(failure.nextStep()).contains("allow the SSH server's address in");
            }
        }
    }

    @Test
    void leavesTheDatabasesNameToTheServer() {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            DatabaseAddress address =
                    new DatabaseAddress(
                            "db.does-not-exist.invalid", 5432, "d", "u", null, null, null);
            SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
            try (DatabaseRoute route =
                    fixture.route(server.host(), server.port(), server.user(), address)) {
                Failure failure =
                        catchThrowableOfType(
                                Failure.class, () -> route.transport().connect(PATIENCE));
                assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
                assertThat(failure.message())
                        .startsWith("The tunnel works,")
                        .contains("db.does-not-exist.invalid:5432");
            }
        }
    }

    @Test
    void tellsAPostgresServerFromAnSshServer() {
        Failure failure = prepareFails(new SshFixture(), database.host(), database.port());
        assertThat(failure.code()).isEqualTo(FailureCode.NOT_SSH);
        assertThat(failure.message())
                .isEqualTo(
                        "127.0.0.1:%d is not an SSH server (it ended the connection without a greeting)."
                                .formatted(database.port()));
    }

    @Test
    void tellsASilentPortFromAnSshServer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Failure failure = prepareFails(new SshFixture(), "127.0.0.1", silent.getLocalPort());
            assertThat(failure.code()).isEqualTo(FailureCode.NOT_SSH);
            assertThat(failure.message()).contains("(it said nothing within 2 s)");
        }
    }

    @Test
    void showsWhatAnotherServerSaysWithoutItsControlCharacters() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Reads on until the other side has had enough: a reset would swallow the greeting.
            CompletableFuture<Void> greeting =
                    CompletableFuture.runAsync(() -> greet(other, "220 mail\u001b[31m ready\r\n"));
            Failure failure = prepareFails(new SshFixture(), "127.0.0.1", other.getLocalPort());
            greeting.get(5, TimeUnit.SECONDS);
            assertThat(failure.code()).isEqualTo(FailureCode.NOT_SSH);
            assertThat(failure.message()).contains("(got: 220 mail?[31m ready)");
        }
    }

    @Test
    void tellsThatNothingListens() throws IOException {
        int unused;
        try (ServerSocket free = new ServerSocket(0)) {
            unused = free.getLocalPort();
        }
        Failure failure = prepareFails(new SshFixture(), "127.0.0.1", unused);
        assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
        assertThat(failure.message())
                .isEqualTo("Nothing listens on 127.0.0.1:%d.".formatted(unused));
    }

    @Test
    void tellsThatTheHostIsUnknown() {
        Failure failure = prepareFails(new SshFixture(), "bastion.does-not-exist.invalid", 22);
        assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNKNOWN);
    }

    @Test
    void tellsThatThereIsNoKey() {
        try (TestSshServer server = TestSshServer.start()) {
            Failure failure = prepareFails(new SshFixture().signingInWith(), server);
            assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
            assertThat(failure.message()).startsWith("There is no SSH key");
        }
    }

    private static void assertForwardingDenied(TestSshServer server, String line) {
        server.authorize(line);
        SshFixture fixture = new SshFixture().approving(server.hostKey("ed25519"));
        try (DatabaseRoute route = fixture.route(server, database)) {
            route.transport().prepare(PATIENCE);
            Failure failure =
                    catchThrowableOfType(Failure.class, () -> route.transport().connect(PATIENCE));
            assertThat(failure.code()).isEqualTo(FailureCode.SSH_FORWARDING_DENIED);
            assertThat(failure.message())
                    .isEqualTo(
                            "The SSH server 127.0.0.1:%d does not let \"%s\" connect to 127.0.0.1:%d through it."
                                    .formatted(server.port(), server.user(), database.port()));
            assertThat(failure.nextStep())
                    .contains("AllowTcpForwarding", "PermitOpen", "127.0.0.1:" + database.port());
        }
    }

    private static Failure prepareFails(SshFixture fixture, TestSshServer server) {
        return prepareFails(fixture, server.host(), server.port());
    }

    private static Failure prepareFails(SshFixture fixture, String host, int port) {
        String user = System.getProperty("user.name");
        try (DatabaseRoute route = fixture.route(host, port, user, SshFixture.address(database))) {
            return catchThrowableOfType(Failure.class, () -> route.transport().prepare(IMPATIENCE));
        }
    }

    private static void greet(ServerSocket server, String line) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(line.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
