package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every form in which OpenSSL writes a private key.
@EnabledIf("available")
class PrivateKeyPemTest {
    private static final String PASSPHRASE = "hr-s3cr3t passphrase é 4711";

    @TempDir private static Path folder;

    static boolean available() {
        return Files.isExecutable(Path.of("/usr/bin/openssl"));
    }

    @BeforeAll
    static void generate() throws Exception {
        openssl("genpkey", "-algorithm", "RSA", "-out", "rsa");
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384", "-out", "ec");
        openssl("genpkey", "-algorithm", "ED25519", "-out", "ed");
    }

    private static void openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
    }

    private static PrivateKey read(String file, String passphrase) throws Exception {
        return new PrivateKeyPem(passphrase.isEmpty() ? null : passphrase.toCharArray())
                .read(Files.readString(folder.resolve(file)));
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, pkcs8 -topk8 -nocrypt",
        "ec, pkcs8 -topk8 -nocrypt",
        "ed, pkcs8 -topk8 -nocrypt",
        "rsa, rsa -traditional",
        "ec, ec",
        "rsa, rsa -traditional -aes256",
        "rsa, rsa -traditional -aes128",
        "ec, ec -aes192",
        "ec, ec -des3",
        "rsa, pkcs8 -topk8",
        "ec, pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1",
        "ed, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512",
        "rsa, pkcs8 -topk8 -v1 PBE-SHA1-3DES",
    })
    void readsWhatOpensslWrites(String key, String how) throws Exception {
        boolean plain = how.contains("-nocrypt") || how.matches("ec|rsa -traditional");
        // The oldest form knows no agreed encoding of other characters.
        String passphrase = how.contains("-v1") ? "marked 4711" : PASSPHRASE;
        List<String> command = new ArrayList<>(List.of(how.split(" ")));
        command.addAll(List.of("-in", key, "-out", "form"));
        if (!plain) {
            command.addAll(List.of("-passout", "pass:" + passphrase));
        }
        openssl(command.toArray(String[]::new));
        PrivateKey expected = read(key, "");
        assertThat(number(read("form", passphrase))).isEqualTo(number(expected));
        if (!plain) {
            assertThatExceptionOfType(PrivateKeyPem.Unusable.class)
                    .isThrownBy(() -> read("form", ""))
                    .withMessageContaining("no passphrase was given");
            assertThatExceptionOfType(PrivateKeyPem.Unusable.class)
                    .isThrownBy(() -> read("form", "wrong"))
                    .withMessageContaining("passphrase");
        }
    }

    /// Of an elliptic curve's key the encodings differ, not the secret.
    private static Object number(PrivateKey key) {
        return key instanceof ECPrivateKey ec ? ec.getS() : key;
    }

    @Test
    void refusesWhatIsNoKeyWithoutQuotingIt() throws IOException {
        String damaged =
                Files.readString(folder.resolve("rsa"))
                        .replaceFirst("MII[A-Za-z0-9+/]{20}", "////");
        for (String key : List.of("marked-key-4711", damaged)) {
            TestCertificate certificate = TestCertificate.of("c").make();
            ClientCertificate client =
                    new ClientCertificate(
                            TestCertificate.pem(certificate.chain()),
                            Secret.of(key),
                            Secret.of(PASSPHRASE));
            Failure failure =
                    Objects.requireNonNull(catchThrowableOfType(Failure.class, client::keys));
            assertThat(failure.code()).isEqualTo(FailureCode.USAGE);
            assertThat(failure.message() + failure.reason() + failure.nextStep())
                    .doesNotContain("4711", "////");
        }
    }

    @Test
    void refusesAKeyOfAnotherKindThanTheCertificate() throws IOException {
        ClientCertificate client =
                new ClientCertificate(
                        TestCertificate.pem(TestCertificate.of("c").make().chain()),
                        Secret.of(Files.readString(folder.resolve("ec"))),
                        null);
        assertThat(catchThrowableOfType(Failure.class, client::keys))
                .hasMessageContaining("different kinds");
    }
}
