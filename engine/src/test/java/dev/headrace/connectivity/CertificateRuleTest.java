package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.CertificateVerdict.Reason;
import dev.headrace.connectivity.CertificateVerdict.Refused;
import dev.headrace.connectivity.CertificateVerdict.Trusted;
import dev.headrace.connectivity.TlsDemand.Proof;
import dev.headrace.testkit.TestCertificate;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an approved certificate means, and what each refusal says.
class CertificateRuleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant BEGIN = NOW.minus(Duration.ofDays(100));
    private static final Instant END = NOW.plus(Duration.ofDays(265));
    private static final String HOST = "db.example.test";

    private static final TestCertificate ROOT =
            TestCertificate.of("Root").authority().valid(BEGIN, END).make();
    private static final TestCertificate MIDDLE =
            TestCertificate.of("Middle").authority().signedBy(ROOT).valid(BEGIN, END).make();
    private static final TestCertificate OWN =
            TestCertificate.of("db").names(HOST).signedBy(MIDDLE).valid(BEGIN, END).make();
    private static final TestCertificate RENEWED =
            TestCertificate.of("db").names(HOST).signedBy(MIDDLE).valid(BEGIN, END).make();
    private static final TestCertificate OTHER_NAME =
            TestCertificate.of("db").names("other.test").signedBy(MIDDLE).valid(BEGIN, END).make();

    private static List<X509Certificate> shown(TestCertificate own) {
        return own.chain().subList(0, own.chain().size() - 1);
    }

    private static ApprovedCertificate approval(X509Certificate certificate) {
        PresentedCertificate approved = new PresentedCertificate(certificate);
        return new ApprovedCertificate(
                approved.hash(), approved, "ada@desk", Instant.parse("2026-02-03T04:05:06Z"));
    }

    private static CertificateRule rule(Proof proof, X509Certificate... approved) {
        List<ApprovedCertificate> all =
                Stream.of(approved).map(CertificateRuleTest::approval).toList();
        return new CertificateRule(HOST, proof, all, List.of(), true);
    }

    private static Refused refused(CertificateRule rule, List<X509Certificate> chain) {
        CertificateVerdict verdict = rule.decide(chain, NOW);
        assertThat(verdict).isInstanceOf(Refused.class);
        return (Refused) verdict;
    }

    private static Trusted trusted(CertificateRule rule, List<X509Certificate> chain) {
        CertificateVerdict verdict = rule.decide(chain, NOW);
        assertThat(verdict).as(verdict.sentence()).isInstanceOf(Trusted.class);
        return (Trusted) verdict;
    }

    @Test
    void refusesWhatNobodyApproved() {
        Refused refused = refused(rule(Proof.CHAIN_AND_NAME), shown(OWN));
        assertThat(refused.reason()).isEqualTo(Reason.UNKNOWN_ISSUER);
        assertThat(refused.sentence()).contains("CN=Middle");
        assertThat(refused.nextStep())
                .contains("headrace trust approve --certificate " + sha256(OWN))
                .contains("--trust-certificate " + sha256(OWN));
        assertThat(refused.presented()).hasSize(2);
    }

    @Test
    void tellsASelfSignedOne() {
        TestCertificate alone = TestCertificate.of(HOST).valid(BEGIN, END).make();
        assertThat(refused(rule(Proof.CHAIN_AND_NAME), alone.chain()).sentence())
                .contains("self-signed");
    }

    @Test
    void takesExactlyTheApprovedLeafWhateverItsName() {
        Trusted pinned = trusted(rule(Proof.CHAIN_AND_NAME, other()), shown(OTHER_NAME));
        assertThat(pinned.proven()).isTrue();
        assertThat(pinned.approvals()).hasSize(1);
        assertThat(refused(rule(Proof.NAME_ALWAYS, other()), shown(OTHER_NAME)).reason())
                .isEqualTo(Reason.OTHER_NAME);
    }

    private static X509Certificate other() {
        return OTHER_NAME.certificate();
    }

    @Test
    void takesWhatAnApprovedAuthoritySignsForTheRightNameAlone() {
        for (TestCertificate authority : List.of(ROOT, MIDDLE)) {
            CertificateRule rule = rule(Proof.CHAIN_AND_NAME, authority.certificate());
            assertThat(trusted(rule, shown(OWN)).approvals())
                    .extracting(each -> each.certificate().certificate())
                    .containsExactly(authority.certificate());
            assertThat(trusted(rule, OWN.chain()).proven()).isTrue();
            Refused refused = refused(rule, shown(OTHER_NAME));
            assertThat(refused.reason()).isEqualTo(Reason.OTHER_NAME);
            assertThat(refused.sentence()).contains("other.test", HOST);
            CertificateRule chain = rule(Proof.CHAIN, authority.certificate());
            assertThat(trusted(chain, shown(OTHER_NAME)).proven()).isTrue();
        }
    }

    @Test
    void letsRotationUnderAnApprovedAuthorityPassSilently() {
        Trusted trusted = trusted(rule(Proof.CHAIN_AND_NAME, ROOT.certificate()), shown(RENEWED));
        assertThat(trusted.warnings()).isEmpty();
    }

    @Test
    void showsOldAndNewWhereAPinnedLeafChanged() {
        CertificateRule rule = rule(Proof.CHAIN_AND_NAME, OWN.certificate());
        Refused refused = refused(rule, shown(RENEWED));
        assertThat(refused.reason()).isEqualTo(Reason.CHANGED);
        assertThat(refused.sentence())
                .contains("ada@desk", "2026-02-03", sha256(OWN), sha256(RENEWED), "CN=db");
        assertThat(refused.expected()).hasSize(1);
        assertThat(refused.nextStep()).contains(sha256(RENEWED));
    }

    @Test
    void doesNotTakeWhatAPinnedLeafSigned() {
        TestCertificate forged =
                TestCertificate.of("db").names(HOST).signedBy(OWN).valid(BEGIN, END).make();
        assertThat(
                        refused(
                                        rule(Proof.CHAIN_AND_NAME, OWN.certificate()),
                                        List.of(forged.certificate(), OWN.certificate()))
                                .reason())
                .isEqualTo(Reason.CHANGED);
    }

    @Test
    void doesNotTakeTheNameOfAnApprovedAuthorityForItsSignature() {
        TestCertificate impostor = TestCertificate.of("Root").authority().valid(BEGIN, END).make();
        TestCertificate forged =
                TestCertificate.of("db").names(HOST).signedBy(impostor).valid(BEGIN, END).make();
        refused(rule(Proof.CHAIN_AND_NAME, ROOT.certificate()), forged.chain());
        refused(rule(Proof.CHAIN, ROOT.certificate()), shown(forged));
    }

    @Test
    void tellsExpiredFromNotYetValid() {
        TestCertificate old = TestCertificate.of(HOST).valid(BEGIN, NOW.minusSeconds(60)).make();
        TestCertificate early = TestCertificate.of(HOST).valid(NOW.plusSeconds(60), END).make();
        CertificateRule rule = rule(Proof.CHAIN_AND_NAME, old.certificate(), early.certificate());
        assertThat(refused(rule, old.chain()).reason()).isEqualTo(Reason.EXPIRED);
        assertThat(refused(rule, old.chain()).sentence())
                .contains("expired on 2026-03-01 11:59 UTC");
        assertThat(refused(rule, early.chain()).reason()).isEqualTo(Reason.NOT_YET_VALID);
        assertThat(refused(rule, early.chain()).nextStep()).contains("clocks");
    }

    @Test
    void tellsAnAuthorityThatExpired() {
        TestCertificate root =
                TestCertificate.of("Old Root")
                        .authority()
                        .valid(BEGIN, NOW.minusSeconds(60))
                        .make();
        TestCertificate own =
                TestCertificate.of("db").names(HOST).signedBy(root).valid(BEGIN, END).make();
        Refused refused = refused(rule(Proof.CHAIN_AND_NAME, root.certificate()), own.chain());
        assertThat(refused.reason()).isEqualTo(Reason.EXPIRED);
        assertThat(refused.sentence()).contains("authority CN=Old Root");
    }

    @Test
    void warnsAMonthBeforeTheEnd() {
        TestCertificate near =
                TestCertificate.of("db")
                        .names(HOST)
                        .signedBy(ROOT)
                        .valid(BEGIN, NOW.plus(Duration.ofDays(12)).plusSeconds(1))
                        .make();
        assertThat(trusted(rule(Proof.CHAIN, ROOT.certificate()), near.chain()).warnings())
                .singleElement()
                .asString()
                .contains("in 12 days");
        assertThat(trusted(rule(Proof.CHAIN, near.certificate()), near.chain()).warnings())
                .hasSize(1);
    }

    @Test
    void refusesWhatCanBeForgedUnlessExactlyThatWasApproved() {
        TestCertificate shortKey =
                TestCertificate.of("db")
                        .names(HOST)
                        .signedBy(ROOT)
                        .key("RSA", 1_024)
                        .valid(BEGIN, END)
                        .make();
        TestCertificate oldDigest =
                TestCertificate.of("db")
                        .names(HOST)
                        .signedBy(ROOT)
                        .digest("SHA1")
                        .valid(BEGIN, END)
                        .make();
        CertificateRule byRoot = rule(Proof.CHAIN_AND_NAME, ROOT.certificate());
        assertThat(refused(byRoot, shortKey.chain()).reason()).isEqualTo(Reason.WEAK);
        assertThat(refused(byRoot, shortKey.chain()).sentence()).contains("RSA 1024");
        assertThat(refused(byRoot, oldDigest.chain()).sentence()).contains("SHA1");
        assertThat(
                        trusted(
                                        rule(Proof.CHAIN_AND_NAME, shortKey.certificate()),
                                        shortKey.chain())
                                .warnings())
                .singleElement()
                .asString()
                .contains("RSA 1024");
    }

    @Test
    void takesEllipticCurves() {
        TestCertificate root =
                TestCertificate.of("EC Root").authority().key("EC", 256).valid(BEGIN, END).make();
        TestCertificate own =
                TestCertificate.of("db")
                        .names(HOST)
                        .signedBy(root)
                        .key("EC", 256)
                        .valid(BEGIN, END)
                        .make();
        trusted(rule(Proof.CHAIN_AND_NAME, root.certificate()), shown(own));
        assertThat(new PresentedCertificate(own.certificate()).keyType()).isEqualTo("EC 256");
    }

    @Test
    void refusesACertificateForClients() {
        String clientPurpose = "2b06010505070302";
        TestCertificate client =
                TestCertificate.of("db")
                        .names(HOST)
                        .signedBy(ROOT)
                        .purpose(clientPurpose)
                        .valid(BEGIN, END)
                        .make();
        assertThat(refused(rule(Proof.CHAIN, ROOT.certificate()), client.chain()).reason())
                .isEqualTo(Reason.OTHER_PURPOSE);
    }

    @Test
    void takesARootFileThatHoldsTheServersOwn() {
        TestCertificate alone = TestCertificate.of(HOST).valid(BEGIN, END).make();
        CertificateRule rule =
                new CertificateRule(
                        HOST, Proof.CHAIN, List.of(), List.of(alone.certificate()), false);
        assertThat(trusted(rule, alone.chain()).proven()).isTrue();
    }

    @Test
    void provesWhatNobodyAskedForWhereItCan() {
        assertThat(trusted(rule(Proof.NONE), shown(OWN)).proven()).isFalse();
        assertThat(trusted(rule(Proof.NONE, ROOT.certificate()), shown(OWN)).proven()).isTrue();
    }

    @Test
    void asksForTheNameOfWhatAPublicAuthoritySignedWhateverIsAsked(@TempDir Path folder)
            throws Exception {
        TestCertificate known = TestCertificate.of("Public Root").authority().make();
        TestCertificate own = TestCertificate.of("db").names(HOST).signedBy(known).make();
        TestCertificate other = TestCertificate.of("db").names("x.test").signedBy(known).make();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("known", known.certificate());
        Path file = folder.resolve("roots.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
        System.setProperty("javax.net.ssl.trustStore", file.toString());
        try {
            for (Proof proof : List.of(Proof.CHAIN, Proof.CHAIN_AND_NAME, Proof.NAME_ALWAYS)) {
                assertThat(rule(proof).decide(shown(own), Instant.now()))
                        .isInstanceOf(Trusted.class);
                assertThat(rule(proof).decide(shown(other), Instant.now()))
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused ->
                                        assertThat(refused.reason()).isEqualTo(Reason.OTHER_NAME));
            }
            assertThat(rule(Proof.CHAIN, known.certificate()).decide(shown(other), Instant.now()))
                    .as("an approval makes no public authority choosier")
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.OTHER_NAME));
            CertificateRule privately =
                    new CertificateRule(
                            HOST, Proof.CHAIN, List.of(), List.of(ROOT.certificate()), false);
            assertThat(privately.decide(shown(own), Instant.now())).isInstanceOf(Refused.class);
        } finally {
            System.clearProperty("javax.net.ssl.trustStore");
            System.clearProperty("javax.net.ssl.trustStorePassword");
        }
    }

    @Test
    void saysWhatApprovingMeans() {
        assertThat(new PresentedCertificate(ROOT.certificate()).meaning(false))
                .startsWith("Any certificate that this authority signs");
        assertThat(new PresentedCertificate(OWN.certificate()).meaning(true))
                .startsWith("Only this exact certificate");
    }

    private static String sha256(TestCertificate certificate) {
        return new PresentedCertificate(certificate.certificate()).sha256();
    }
}
