package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.AddressRange;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.Deployment;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.SshFixture;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.setup.TrustChoice;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import dev.headrace.testkit.TestSshServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A tunnel is tested before what lies behind it, and its own failures are told as its own.
class SetupSshIT {
    private final SshFixture fixture = new SshFixture();
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

    private SetupReport test(TestSshServer server, TrustChoice choice) {
        return new PostgresSetup(
                        fixture.connection(server, database),
                        fixture.surroundings(),
                        new SetupRecorder(),
                        choice,
                        SetupOptions.standard())
                .run();
    }

    private static SetupTestResult tunnel(SetupReport report) {
        return SetupRecorder.result(report, SetupTest.SSH_TUNNEL);
    }

    @Test
    void passesThroughATunnel() {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            fixture.approving(server.hostKey("ed25519"));

            SetupReport report = test(server, TrustChoice.none());

            assertThat(report.passed()).as(report.toString()).isTrue();
            assertThat(tunnel(report).status()).isEqualTo(SetupStatus.PASSED);
            assertThat(SetupRecorder.result(report, SetupTest.CERTIFICATE).status())
                    .isEqualTo(SetupStatus.SKIPPED);
            assertThat(report.hostKey()).isEqualTo(HostKey.parse(server.hostKey("ed25519")));
            assertThat(report.hostKeyTrusted()).isTrue();
            Await.until("no session is left", () -> server.sessions() == 0);
        }
    }

    @Test
    void showsAHostKeyThatNobodyApprovedAndGoesOnOnceSomebodyDoes() {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));

            SetupReport refused = test(server, TrustChoice.none());
            assertThat(tunnel(refused).code()).isEqualTo("FINGERPRINT_UNTRUSTED");
            assertThat(tunnel(refused).details())
                    .isEqualTo(
                            new SetupDetails.Fingerprint(
                                    server.host() + ":" + server.port(),
                                    HostKey.parse(server.hostKey("ed25519"))));
            assertThat(refused.hostKeyTrusted()).isFalse();
            assertThat(SetupRecorder.result(refused, SetupTest.HOST).status())
                    .isEqualTo(SetupStatus.SKIPPED);

            SetupReport passed =
                    test(
                            server,
                            (details, sentence) -> {
                                fixture.approving(server.hostKey("ed25519"));
                                return true;
                            });
            assertThat(passed.passed()).as(passed.toString()).isTrue();
        }
    }

    private SetupReport fromTheInternet(TestSshServer server, AddressRange... opened) {
        DatabaseConnection said = fixture.connection(server, database);
        DatabaseConnection saas =
                new DatabaseConnection(
                        said.address(),
                        said.networking(),
                        Deployment.SAAS,
                        said.authentication(),
                        false,
                        null,
                        null);
        Surroundings around = fixture.surroundings();
        return new PostgresSetup(
                        saas,
                        new Surroundings(
                                around.approvals(),
                                around.identities(),
                                List.of(opened),
                                around.lookup(),
                                around.listener(),
                                around.clock()),
                        new SetupRecorder(),
                        TrustChoice.none(),
                        SetupOptions.standard())
                .run();
    }

    @Test
    void guardsTheSshServersAddressInSaasAndNotTheDatabases() {
        try (TestSshServer server = TestSshServer.start()) {
            server.authorize(SshFixture.line(SshFixture.ED25519));
            fixture.approving(server.hostKey("ed25519"));

            SetupTestResult refused = tunnel(fromTheInternet(server));
            assertThat(refused.code()).isEqualTo("HOST_PRIVATE");
            assertThat(refused.message()).contains("loopback");

            AddressRange loopback = AddressRange.parse("127.0.0.0/8").orElseThrow();
            SetupReport passed = fromTheInternet(server, loopback);
            assertThat(passed.passed()).as(passed.toString()).isTrue();
        }
    }

    @Test
    void tellsASshServerThatPacketsDoNotReach() throws IOException {
        try (DroppingPort port = new DroppingPort()) {
            SetupReport report =
                    new PostgresSetup(
                                    fixture.connection(port.port(), database),
                                    fixture.surroundings(),
                                    new SetupRecorder(),
                                    TrustChoice.none(),
                                    SetupOptions.standard().withTestTime(Duration.ofSeconds(2)))
                            .run();

            SetupTestResult refused = tunnel(report);
            assertThat(refused.code()).isEqualTo("HOST_UNREACHABLE");
            assertThat(refused.message()).contains("did not answer");
            assertThat(refused.nextStep()).contains("firewall").contains(port.port() + "");
            assertThat(refused.duration()).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void tellsAKeyThatIsRefusedAndForwardingThatIsDenied() {
        try (TestSshServer server = TestSshServer.start(Map.of("AllowTcpForwarding", "no"))) {
            fixture.approving(server.hostKey("ed25519"));

            assertThat(tunnel(test(server, TrustChoice.none())).code())
                    .isEqualTo("AUTHENTICATION_FAILED");

            server.authorize(SshFixture.line(SshFixture.ED25519));
            assertThat(tunnel(test(server, TrustChoice.none())).code())
                    .isEqualTo("SSH_FORWARDING_DENIED");
        }
    }
}
