package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TestSshServer;
import dev.headrace.testkit.TlsPostgres;
import dev.headrace.testkit.TlsPostgres.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is approved on the command line, and that it counts.
@EnabledIf("available")
class TrustIT {
    private static final TestCertificate ROOT = TestCertificate.of("Root").authority().make();
    private static final TestCertificate MIDDLE =
            TestCertificate.of("Middle").authority().signedBy(ROOT).make();
    private static final TestCertificate OWN =
            TestCertificate.of("db").names("localhost").signedBy(MIDDLE).make();
    private static final String NOBODY = "0".repeat(64);

    private static TlsPostgres server;

    @TempDir private Path home;

    static boolean available() {
        return TlsPostgres.available();
    }

    @BeforeAll
    static void start() {
        server = TlsPostgres.start(Setup.with(OWN));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private CommandRun run(String... words) {
        return CommandRun.of(Map.of("HEADRACE_HOME", home.resolve("h").toString()), home, words);
    }

    private static String url(String mode) {
        return "postgresql://scram:%s@localhost:%d/shop?sslmode=%s"
                .formatted(TlsPostgres.PASSWORD, server.port(), mode);
    }

    private static String sha256(TestCertificate certificate) {
        return new PresentedCertificate(certificate.certificate()).sha256();
    }

    private JsonNode listed() {
        return JsonMapper.shared().readTree(run("trust", "list", "--json").out());
    }

    @Test
    void showsWhatIsPresentedAndWhatApprovingItMeans() {
        CommandRun shown = run("trust", "approve", "--to", url("verify-full"));
        assertThat(shown.status()).isEqualTo(3);
        assertThat(shown.err()).contains("CERTIFICATE_UNTRUSTED");
        assertThat(shown.out())
                .contains("CN=db", "CN=Middle", "RSA 2048", "localhost")
                .contains("Only this exact certificate")
                .contains("Any certificate that this authority signs")
                .doesNotContain(TlsPostgres.PASSWORD);
        assertThat(listed().get("certificates")).isEmpty();
    }

    @Test
    void approvesByHashInAnySpellingTwice() {
        String colons =
                HexFormat.ofDelimiter(":")
                        .withUpperCase()
                        .formatHex(HexFormat.of().parseHex(sha256(OWN)));
        for (String spelled : List.of(sha256(OWN), colons)) {
            CommandRun approved =
                    run("trust", "approve", "--to", url("verify-full"), "--certificate", spelled);
            assertThat(approved.status()).as(approved.err()).isZero();
        }
        JsonNode certificates = listed().get("certificates");
        assertThat(certificates).hasSize(1);
        assertThat(certificates.get(0).get("sha256").asString()).isEqualTo(sha256(OWN));
        assertThat(certificates.get(0).get("destination").asString())
                .isEqualTo("localhost:" + server.port());
        assertThat(certificates.get(0).get("validated_by").asString()).startsWith("tester@");
    }

    @Test
    void revokesByTheHashThatListShows() {
        run("trust", "approve", "--to", url("verify-full"), "--certificates");
        JsonNode certificates = listed().get("certificates");
        assertThat(certificates).hasSize(2);
        String hash = certificates.get(0).get("hash").asString();
        assertThat(run("trust", "revoke", hash, "--to", url("require")).status()).isZero();
        assertThat(listed().get("certificates")).hasSize(1);
        CommandRun again = run("trust", "revoke", hash, "--to", url("require"));
        assertThat(again.status()).isEqualTo(3);
        assertThat(again.err()).contains("APPROVAL_UNKNOWN");
    }

    @Test
    void keepsAJournalForItsOwnerAlone() throws IOException {
        run("trust", "approve", "--to", url("require"), "--certificate", sha256(OWN));
        run("trust", "revoke", sha256(OWN), "--to", url("require"));
        Path folder = home.resolve("h/trust");
        assertThat(Files.readAllLines(folder.resolve("journal.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.contains("\"actor\":\"tester@") && line.contains("\"at\":"))
                .anyMatch(line -> line.contains("\"action\":\"revoke\""));
        for (String name : List.of("journal.jsonl", "approvals.json", "lock")) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(folder.resolve(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void tellsWhatIsNotPresentedFromWhatIsNoHash() {
        CommandRun unknown =
                run("trust", "approve", "--to", url("require"), "--certificate", NOBODY);
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.err()).contains("APPROVAL_UNKNOWN");
        assertThat(run("trust", "approve", "--to", url("require"), "--certificate", "x").status())
                .isEqualTo(2);
    }

    @Test
    void approvesAnAuthorityFromAFile() throws IOException {
        Path file = home.resolve("ca.pem");
        Files.writeString(file, TestCertificate.pem(List.of(ROOT.certificate())));
        CommandRun approved =
                run(
                        "trust",
                        "approve",
                        "--to",
                        url("require"),
                        "--file",
                        file.toString(),
                        "--json");
        assertThat(approved.status()).as(approved.err()).isZero();
        assertThat(JsonMapper.shared().readTree(approved.out()).get("approved")).hasSize(1);
    }

    @Test
    void losesNoApprovalWhenSeveralAreGivenAtOnce() throws Exception {
        int count = 12;
        List<TestCertificate> several =
                IntStream.range(0, count)
                        .mapToObj(i -> TestCertificate.of("c" + i).key("EC", 256).make())
                        .toList();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CommandRun>> runs =
                    several.stream().map(each -> workers.submit(() -> approving(each))).toList();
            for (Future<CommandRun> each : runs) {
                assertThat(each.get().status()).as(each.get().err()).isZero();
            }
        }
        assertThat(listed().get("certificates")).hasSize(count);
    }

    private CommandRun approving(TestCertificate certificate) throws IOException {
        Path file = Files.createTempFile(home, "one-", ".pem");
        Files.writeString(file, TestCertificate.pem(List.of(certificate.certificate())));
        return run("trust", "approve", "--to", url("require"), "--file", file.toString());
    }

    @Test
    void approvesTheHostKeyOfAnSshServer() {
        try (TestSshServer bastion = TestSshServer.start()) {
            HostKey key = HostKey.parse(bastion.hostKey("ed25519"));
            String ssh = "%s@%s:%d".formatted(bastion.user(), bastion.host(), bastion.port());
            CommandRun other =
                    run(
                            "trust",
                            "approve",
                            "--to",
                            url("prefer"),
                            "--ssh",
                            ssh,
                            "--fingerprint",
                            NOBODY);
            assertThat(other.status()).as(other.err()).isEqualTo(3);
            assertThat(other.err()).contains("APPROVAL_UNKNOWN");
            assertThat(other.out()).contains(key.fingerprint());
            for (int i = 0; i < 2; i++) {
                CommandRun approved =
                        run(
                                "trust",
                                "approve",
                                "--to",
                                url("prefer"),
                                "--ssh",
                                ssh,
                                "--fingerprint",
                                key.fingerprint());
                assertThat(approved.status()).as(approved.err()).isZero();
            }
            JsonNode fingerprints = listed().get("fingerprints");
            assertThat(fingerprints).hasSize(1);
            assertThat(fingerprints.get(0).get("sha256").asString()).isEqualTo(key.sha256());
            CommandRun revoked =
                    run("trust", "revoke", "--to", url("prefer"), "--fingerprint", key.sha256());
            assertThat(revoked.status()).isZero();
            assertThat(listed().get("fingerprints")).isEmpty();
        }
    }

    @Test
    void countsForALoadOnThisMachineWhereSomebodyAsks() throws IOException {
        Path file = home.resolve("orders.csv");
        Files.writeString(file, "id,name\n1,a\n");
        String[] load = {"load", file.toString(), "--to", url("verify-full")};
        CommandRun refused = run(load);
        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err())
                .contains("CERTIFICATE_UNTRUSTED", "headrace trust approve --certificate");
        run("trust", "approve", "--to", url("verify-full"), "--certificate", sha256(MIDDLE));
        CommandRun loaded = run(load);
        assertThat(loaded.status()).as(loaded.err()).isZero();
    }
}
