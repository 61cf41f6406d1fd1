package dev.headrace.destination.postgres;

import static dev.headrace.connectivity.DatabaseAddress.TlsMode.ALLOW;
import static dev.headrace.connectivity.DatabaseAddress.TlsMode.DISABLE;
import static dev.headrace.connectivity.DatabaseAddress.TlsMode.PREFER;
import static dev.headrace.connectivity.DatabaseAddress.TlsMode.REQUIRE;
import static dev.headrace.connectivity.DatabaseAddress.TlsMode.VERIFY_CA;
import static dev.headrace.connectivity.DatabaseAddress.TlsMode.VERIFY_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.AuthenticationMethod;
import dev.headrace.connectivity.CertificateRefusal;
import dev.headrace.connectivity.CertificateVerdict;
import dev.headrace.connectivity.CertificateVerdict.Reason;
import dev.headrace.connectivity.ClientCertificate;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.TlsExamination;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TestNetwork;
import dev.headrace.testkit.TlsPostgres;
import dev.headrace.testkit.TlsPostgres.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// TLS to a real server, on an address of this machine that is no loopback address.
@EnabledIf("available")
class TlsIT {
    private static final TestCertificate ROOT = TestCertificate.of("Root").authority().make();
    private static final TestCertificate MIDDLE =
            TestCertificate.of("Middle").authority().signedBy(ROOT).make();
    private static final TestCertificate OWN =
            TestCertificate.of("db").names(TlsFixture.HOST).signedBy(MIDDLE).make();
    private static final TestCertificate RENEWED =
            TestCertificate.of("db").names(TlsFixture.HOST).signedBy(MIDDLE).make();
    private static final TestCertificate OTHER_NAME =
            TestCertificate.of("db").names("other.test").signedBy(MIDDLE).make();
    private static final TestCertificate SELF_SIGNED =
            TestCertificate.of("db").names(TlsFixture.HOST).make();
    private static final TestCertificate CLIENTS = TestCertificate.of("Clients").authority().make();

    private static final String PROTOCOL = "TLSv1.3";

    private static TlsPostgres server;
    private static InetAddress address;
    private static Setup now;

    @TempDir private Path folder;

    static boolean available() {
        return TlsPostgres.available() && TestNetwork.ownAddress().isPresent();
    }

    @BeforeAll
    static void start() {
        address = TestNetwork.ownAddress().orElseThrow();
        now = Setup.with(OWN);
        server = TlsPostgres.start(now);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void use(Setup setup) {
        if (!setup.equals(now)) {
            server.restart(setup);
            now = setup;
        }
    }

    private static TlsFixture client() {
        return new TlsFixture(address, server.port());
    }

    private static Reason reason(Failure failure) {
        assertThat(failure.code())
                .as(failure.message())
                .isEqualTo(FailureCode.CERTIFICATE_UNTRUSTED);
        return CertificateRefusal.in(failure).orElseThrow().reason();
    }

    @Test
    void verifiesWhereNobodySaysHow() {
        use(Setup.with(OWN));
        assertThat(reason(client().failure())).isEqualTo(Reason.UNKNOWN_ISSUER);
        for (TestCertificate approved : List.of(OWN, MIDDLE, ROOT)) {
            assertThat(client().approving(approved).protocol()).isEqualTo(PROTOCOL);
        }
    }

    @Test
    void givesTheChainToWhoeverAsksForApproval() {
        use(Setup.with(OWN));
        CertificateVerdict.Refused refused =
                CertificateRefusal.in(client().failure()).orElseThrow();
        assertThat(refused.presented())
                .extracting(each -> each.certificate())
                .containsExactly(OWN.certificate(), MIDDLE.certificate());
    }

    @Test
    void readsWhatIsPresentedWithoutTrusting() {
        use(Setup.with(OWN));
        try (DatabaseRoute route = client().route()) {
            TlsExamination seen = route.examine();
            assertThat(seen.protocol()).isEqualTo(PROTOCOL);
            assertThat(seen.verdict()).isInstanceOf(CertificateVerdict.Refused.class);
            assertThat(seen.presented()).hasSize(2);
        }
        try (DatabaseRoute route = client().approving(ROOT).route()) {
            assertThat(route.examine().verdict()).isInstanceOf(CertificateVerdict.Trusted.class);
        }
        use(Setup.without());
        try (DatabaseRoute route = client().route()) {
            assertThat(route.offersTls()).isFalse();
        }
    }

    @Test
    void takesASelfSignedCertificateOnlyWhenItIsApproved() {
        use(Setup.with(SELF_SIGNED));
        Failure failure = client().failure();
        assertThat(reason(failure)).isEqualTo(Reason.UNKNOWN_ISSUER);
        assertThat(failure.message()).contains("self-signed");
        assertThat(client().approving(SELF_SIGNED).protocol()).isEqualTo(PROTOCOL);
    }

    @Test
    void letsRotationUnderAnAuthorityPassAndStopsAtAChangedPin() {
        use(Setup.with(RENEWED));
        assertThat(client().approving(ROOT).protocol()).isEqualTo(PROTOCOL);
        Failure failure = client().approving(OWN).failure();
        assertThat(reason(failure)).isEqualTo(Reason.CHANGED);
        assertThat(failure.message()).contains("ada@desk", "1970-01-01");
    }

    @Test
    void asksForTheRightNameOfWhatAnAuthoritySigned() {
        use(Setup.with(OTHER_NAME));
        assertThat(reason(client().approving(ROOT).failure())).isEqualTo(Reason.OTHER_NAME);
        assertThat(client().approving(OTHER_NAME).protocol()).isEqualTo(PROTOCOL);
        assertThat(client().host("other.test").approving(ROOT).protocol()).isEqualTo(PROTOCOL);
    }

    @Test
    void tellsExpiredAndNotYetValid() {
        Instant present = Instant.now();
        TestCertificate old =
                TestCertificate.of("db")
                        .names(TlsFixture.HOST)
                        .valid(present.minus(Duration.ofDays(9)), present.minusSeconds(60))
                        .make();
        use(Setup.with(old));
        assertThat(reason(client().approving(old).failure())).isEqualTo(Reason.EXPIRED);
        TestCertificate early =
                TestCertificate.of("db")
                        .names(TlsFixture.HOST)
                        .valid(present.plusSeconds(600), present.plus(Duration.ofDays(9)))
                        .make();
        use(Setup.with(early));
        assertThat(reason(client().approving(early).failure())).isEqualTo(Reason.NOT_YET_VALID);
    }

    @Test
    void doesWhatLibpqDoesByEachMode() {
        use(Setup.with(OWN));
        assertThat(client().mode(DISABLE).protocol()).isEqualTo("none");
        assertThat(client().mode(ALLOW).protocol()).isEqualTo("none");
        assertThat(client().mode(PREFER).protocol()).isEqualTo(PROTOCOL);
        assertThat(client().mode(REQUIRE).protocol()).isEqualTo(PROTOCOL);
        assertThat(reason(client().mode(VERIFY_CA).failure())).isEqualTo(Reason.UNKNOWN_ISSUER);
        assertThat(client().mode(VERIFY_CA).approving(ROOT).protocol()).isEqualTo(PROTOCOL);
        assertThat(client().mode(VERIFY_FULL).approving(ROOT).protocol()).isEqualTo(PROTOCOL);
        // Something to verify against makes require verify, as with libpq.
        assertThat(reason(client().mode(REQUIRE).approving(CLIENTS).failure()))
                .isEqualTo(Reason.CHANGED);
    }

    @Test
    void asksForTheNameInVerifyFullAlone() {
        use(Setup.with(OTHER_NAME));
        assertThat(client().mode(VERIFY_CA).approving(ROOT).protocol()).isEqualTo(PROTOCOL);
        assertThat(client().mode(VERIFY_CA).approving(OTHER_NAME).protocol()).isEqualTo(PROTOCOL);
        for (TestCertificate approved : List.of(ROOT, OTHER_NAME)) {
            assertThat(reason(client().mode(VERIFY_FULL).approving(approved).failure()))
                    .isEqualTo(Reason.OTHER_NAME);
        }
    }

    @Test
    void takesRootsFromAFile() throws IOException {
        use(Setup.with(OWN));
        Path file = folder.resolve("roots.pem");
        Files.writeString(file, TestCertificate.pem(List.of(ROOT.certificate())));
        assertThat(client().mode(VERIFY_FULL).roots(file.toString()).protocol())
                .isEqualTo(PROTOCOL);
        Files.writeString(file, TestCertificate.pem(List.of(CLIENTS.certificate())));
        assertThat(reason(client().mode(VERIFY_CA).roots(file.toString()).failure()))
                .isEqualTo(Reason.UNKNOWN_ISSUER);
        assertThat(reason(client().roots("system").failure())).isEqualTo(Reason.UNKNOWN_ISSUER);
        assertThat(client().mode(REQUIRE).roots("system").failure().code())
                .isEqualTo(FailureCode.USAGE);
    }

    @Test
    void goesWithoutTlsOnlyWhereNobodyAsksForIt() {
        use(Setup.without());
        assertThat(client().protocol()).isEqualTo("none");
        assertThat(client().mode(PREFER).protocol()).isEqualTo("none");
        for (TlsFixture asking :
                List.of(
                        client().mode(REQUIRE),
                        client().mode(VERIFY_CA),
                        client().mode(VERIFY_FULL),
                        client().always(),
                        client().approving(ROOT))) {
            Failure failure = asking.failure();
            assertThat(failure.code()).isEqualTo(FailureCode.CERTIFICATE_UNTRUSTED);
            assertThat(failure.message()).contains("does not offer TLS");
        }
    }

    @Test
    void usesTlsWhereTheServerInsists() {
        use(Setup.with(OWN).onlyTls());
        assertThat(client().mode(ALLOW).protocol()).isEqualTo(PROTOCOL);
        assertThat(client().mode(PREFER).protocol()).isEqualTo(PROTOCOL);
        Failure refused = client().mode(DISABLE).failure();
        assertThat(refused.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
        assertThat(client().host("127.0.0.1").protocol()).isEqualTo(PROTOCOL);
    }

    @Test
    void excusesLoopbackUnlessSomebodyAsks() {
        use(Setup.with(OWN));
        assertThat(client().host("127.0.0.1").protocol()).isEqualTo("none");
        assertThat(client().host("127.0.0.1").mode(REQUIRE).protocol()).isEqualTo(PROTOCOL);
        assertThat(reason(client().host("127.0.0.1").always().failure()))
                .isEqualTo(Reason.UNKNOWN_ISSUER);
        assertThat(client().host("127.0.0.1").always().approving(OWN).protocol())
                .isEqualTo(PROTOCOL);
        assertThat(reason(client().host("127.0.0.1").mode(VERIFY_FULL).failure()))
                .isEqualTo(Reason.UNKNOWN_ISSUER);
    }

    @Test
    void showsAClientCertificate() {
        use(Setup.with(OWN).clientsOf(CLIENTS, false));
        TestCertificate shown = TestCertificate.of("cert").signedBy(CLIENTS).make();
        assertThat(client().user("cert").approving(ROOT).client(pem(shown)).protocol())
                .isEqualTo(PROTOCOL);
        assertThat(
                        client().user("cert")
                                .host("127.0.0.1")
                                .authentication(AuthenticationMethod.CLIENT_CERTIFICATE)
                                .client(pem(shown))
                                .protocol())
                .isEqualTo(PROTOCOL);
        TestCertificate foreign =
                TestCertificate.of("cert")
                        .signedBy(TestCertificate.of("Clients").authority().make())
                        .make();
        Failure refused = client().user("cert").approving(ROOT).client(pem(foreign)).failure();
        assertThat(refused.code()).as(said(refused)).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
        assertThat(refused.message()).contains("does not accept our client certificate");
    }

    @Test
    void saysThatAClientCertificateIsWanted() {
        use(Setup.with(OWN).clientsOf(CLIENTS, true));
        Failure failure = client().approving(ROOT).failure();
        assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_FAILED);
        assertThat(failure.nextStep()).contains("sslcert");
        TestCertificate shown = TestCertificate.of("x").signedBy(CLIENTS).make();
        assertThat(client().approving(ROOT).client(pem(shown)).protocol()).isEqualTo(PROTOCOL);
    }

    private static String said(Failure failure) {
        return failure.message() + " " + failure.reason() + " " + failure.getCause();
    }

    private static ClientCertificate pem(TestCertificate certificate) {
        return new ClientCertificate(
                TestCertificate.pem(certificate.chain()), Secret.of(certificate.keyPem()), null);
    }

    @Test
    void doesNotTellPasswordsToWhomeverAsks() throws IOException {
        use(Setup.with(OWN));
        for (TlsMode mode : List.of(DISABLE, PREFER, REQUIRE)) {
            for (String user : List.of("md5", "plain")) {
                try (RecordingProxy proxy = new RecordingProxy(address, server.port())) {
                    Failure failure = client().port(proxy.port()).user(user).mode(mode).failure();
                    assertThat(failure.code())
                            .as(failure.message())
                            .isEqualTo(FailureCode.AUTHENTICATION_INSECURE);
                    assertThat(failure.message()).contains(user.equals("md5") ? "MD5" : "clear");
                    assertThat(failure.nextStep()).contains("scram-sha-256");
                    assertThat(proxy.sent()).doesNotContain(TlsPostgres.PASSWORD);
                    // The login's message begins with this letter; before it stands the start-up.
                    assertThat(mode == DISABLE && proxy.sent().contains("p\0\0\0")).isFalse();
                }
            }
        }
        assertThat(client().user("md5").approving(ROOT).protocol()).isEqualTo(PROTOCOL);
        assertThat(client().user("plain").approving(ROOT).protocol()).isEqualTo(PROTOCOL);
        assertThat(client().user("plain").host("127.0.0.1").protocol()).isEqualTo("none");
        assertThat(client().user("md5").host("127.0.0.1").protocol()).isEqualTo("none");
    }

    @Test
    void saysNothingOfTheUserBeforeTheCertificateIsDecided() throws IOException {
        use(Setup.with(OWN));
        try (RecordingProxy proxy = new RecordingProxy(address, server.port())) {
            reason(client().port(proxy.port()).user("nameless").failure());
            assertThat(proxy.sent()).doesNotContain("nameless");
            assertThat(proxy.connections()).isEqualTo(1);
            // In the handshake's first message.
            assertThat(proxy.sent()).contains(TlsFixture.HOST);
        }
    }

    @Test
    void bindsTheLoginToTheChannel() {
        use(Setup.with(OWN));
        assertThat(client().approving(ROOT).channelBinding().protocol()).isEqualTo(PROTOCOL);
        assertThat(client().mode(DISABLE).channelBinding().failure().code())
                .isEqualTo(FailureCode.AUTHENTICATION_FAILED);
    }

    @Test
    void looksANameUpOnce() {
        use(Setup.with(OWN));
        TlsFixture client = client().approving(ROOT);
        assertThat(client.protocol()).isEqualTo(PROTOCOL);
        assertThat(client.lookups()).isEqualTo(1);
    }

    @Test
    void refusesOldProtocols() {
        use(
                Setup.with(OWN)
                        .setting("ssl_min_protocol_version = 'TLSv1'")
                        .setting("ssl_max_protocol_version = 'TLSv1.1'"));
        Failure failure = client().approving(ROOT).failure();
        assertThat(failure.code()).as(failure.message()).isEqualTo(FailureCode.TLS_FAILED);
        assertThat(failure.nextStep()).contains("ssl_min_protocol_version");
    }

    @Test
    void speaksVersion12Too() {
        use(Setup.with(OWN).setting("ssl_max_protocol_version = 'TLSv1.2'"));
        assertThat(client().approving(ROOT).channelBinding().protocol()).isEqualTo("TLSv1.2");
    }

    @Test
    void doesNotTryWhatIsNotThereYet() throws IOException {
        use(Setup.with(OWN));
        for (AuthenticationMethod method :
                List.of(AuthenticationMethod.AWS_IAM, AuthenticationMethod.ENTRA_ID)) {
            try (RecordingProxy proxy = new RecordingProxy(address, server.port())) {
                Failure failure = client().port(proxy.port()).authentication(method).failure();
                assertThat(failure.code()).isEqualTo(FailureCode.AUTHENTICATION_UNSUPPORTED);
                assertThat(proxy.connections()).isZero();
            }
        }
    }
}
