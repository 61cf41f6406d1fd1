package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.setup.TrustChoice;
import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TestNetwork;
import dev.headrace.testkit.TlsPostgres;
import dev.headrace.testkit.TlsPostgres.Setup;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// A certificate is decided before anybody signs in, shown where nobody decided yet, and what is
/// approved meanwhile counts.
@EnabledIf("available")
class SetupTlsIT {
    private static final TestCertificate SELF_SIGNED =
            TestCertificate.of("db").names(TlsFixture.HOST).make();
    private static final TestCertificate OTHER_NAME =
            TestCertificate.of("db").names("other.test").make();
    private static TlsPostgres server;
    private static InetAddress address;

    static boolean available() {
        return TlsPostgres.available() && TestNetwork.ownAddress().isPresent();
    }

    @BeforeAll
    static void start() {
        address = TestNetwork.ownAddress().orElseThrow();
        server = TlsPostgres.start(Setup.with(SELF_SIGNED));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static TlsFixture to(Setup setup) {
        server.restart(setup);
        return new TlsFixture(address, server.port());
    }

    private static TestCertificate valid(Duration from, Duration to) {
        Instant now = Instant.now();
        return TestCertificate.of("db")
                .names(TlsFixture.HOST)
                .valid(now.plus(from), now.plus(to))
                .make();
    }

    private static SetupTestResult certificate(SetupReport report) {
        return SetupRecorder.result(report, SetupTest.CERTIFICATE);
    }

    @Test
    void showsWhatNobodyApprovedAndSaysNothingOfTheUser() {
        SetupReport report = to(Setup.with(SELF_SIGNED)).setup(TrustChoice.none());

        SetupTestResult refused = certificate(report);
        assertThat(refused.status()).isEqualTo(SetupStatus.FAILED);
        assertThat(refused.code()).isEqualTo("CERTIFICATE_UNTRUSTED");
        assertThat(refused.details()).isInstanceOf(SetupDetails.Certificates.class);
        assertThat(report.certificates())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.certificate()).isEqualTo(SELF_SIGNED.certificate()));
        assertThat(report.proven()).isFalse();
        assertThat(SetupRecorder.result(report, SetupTest.DATABASE).status())
                .isEqualTo(SetupStatus.SKIPPED);
    }

    @Test
    void goesOnWithWhatIsApprovedMeanwhile() {
        TlsFixture fixture = to(Setup.with(OTHER_NAME));
        List<String> asked = new ArrayList<>();

        SetupReport report =
                fixture.setup((details, sentence) -> {
                    asked.add(sentence);
                    fixture.approving(OTHER_NAME);
                    return true;
                });

        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(asked).hasSize(1);
        assertThat(report.proven()).isTrue();
        assertThat(Objects.requireNonNull(report.server()).tls()).isEqualTo("TLSv1.3");
    }

    @Test
    void asksForNoApprovalOfWhatExpired() {
        SetupReport report =
                to(Setup.with(valid(Duration.ofDays(-20), Duration.ofDays(-10))))
                        .setup((details, sentence) -> {
                            throw new AssertionError("asked: " + sentence);
                        });

        assertThat(certificate(report).message()).contains("expired on");
    }

    @Test
    void warnsOfAnEndThatIsNear() {
        TestCertificate expiring = valid(Duration.ofDays(-1), Duration.ofDays(10));

        SetupReport report = to(Setup.with(expiring)).approving(expiring).setup(TrustChoice.none());

        assertThat(certificate(report).status()).isEqualTo(SetupStatus.WARNING);
        assertThat(certificate(report).code()).isEqualTo("CERTIFICATE_EXPIRING");
        assertThat(report.passed()).isTrue();
    }

    @Test
    void warnsOfAServerWithoutTlsAndFailsWhereTlsIsAsked() {
        TlsFixture plain = to(Setup.without());

        SetupReport open = plain.setup(TrustChoice.none());
        assertThat(certificate(open).status()).isEqualTo(SetupStatus.WARNING);
        assertThat(certificate(open).code()).isEqualTo("NOT_ENCRYPTED");
        assertThat(open.passed()).as(open.toString()).isTrue();

        SetupReport asked =
                new TlsFixture(address, server.port()).always().setup(TrustChoice.none());
        assertThat(certificate(asked).status()).isEqualTo(SetupStatus.FAILED);
        assertThat(certificate(asked).message()).contains("does not offer TLS");

        SetupReport approved =
                new TlsFixture(address, server.port())
                        .approving(SELF_SIGNED)
                        .setup(TrustChoice.none());
        assertThat(certificate(approved).status()).isEqualTo(SetupStatus.FAILED);
    }

    @Test
    void takesSslmodeAsLibpqMeansIt() {
        TlsFixture fixture = to(Setup.with(SELF_SIGNED));

        SetupReport disabled = fixture.mode(TlsMode.DISABLE).setup(TrustChoice.none());
        assertThat(certificate(disabled).code()).isEqualTo("NOT_ENCRYPTED");

        SetupReport required = fixture.mode(TlsMode.REQUIRE).setup(TrustChoice.none());
        assertThat(certificate(required).status()).isEqualTo(SetupStatus.PASSED);
        assertThat(required.proven()).isFalse();
        assertThat(required.passed()).isTrue();
    }

    @Test
    void isSkippedOnLoopbackUnlessAsked() {
        server.restart(Setup.with(SELF_SIGNED));
        TlsFixture loopback = new TlsFixture(address, server.port()).host("127.0.0.1");

        assertThat(certificate(loopback.setup(TrustChoice.none())).status())
                .isEqualTo(SetupStatus.SKIPPED);
        assertThat(certificate(loopback.always().setup(TrustChoice.none())).status())
                .isEqualTo(SetupStatus.FAILED);
    }

    @Test
    void namesWhomNoLineOfPgHbaLetsIn() {
        SetupReport report =
                to(Setup.with(SELF_SIGNED))
                        .approving(SELF_SIGNED)
                        .user("cert")
                        .setup(TrustChoice.none());

        SetupTestResult refused = SetupRecorder.result(report, SetupTest.DATABASE);
        assertThat(refused.code()).isEqualTo("AUTHENTICATION_FAILED");
        assertThat(refused.message())
                .contains("pg_hba.conf")
                .contains("\"cert\"")
                .contains("\"shop\"")
                .contains(address.getHostAddress())
                .contains("TLSv1.3");
        assertThat(refused.nextStep())
                .contains("hostssl \"shop\" \"cert\" %s/32".formatted(address.getHostAddress()));
    }
}
