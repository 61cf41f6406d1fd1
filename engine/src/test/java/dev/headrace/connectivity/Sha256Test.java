package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestCertificate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class Sha256Test {
    private static final PresentedCertificate CERTIFICATE =
            new PresentedCertificate(TestCertificate.of("x").make().certificate());

    @Test
    void readsEverySpelling() {
        String hex = CERTIFICATE.sha256();
        String standard = CERTIFICATE.hash().replace('-', '+').replace('_', '/');
        for (String spelled :
                List.of(
                        hex,
                        hex.toUpperCase(Locale.ROOT),
                        new Sha256(hex).colons(),
                        "sha256:" + new Sha256(hex).colons(),
                        CERTIFICATE.hash(),
                        "SHA256:" + standard,
                        standard + "=",
                        " " + hex + "\n")) {
            assertThat(Sha256.parse(spelled)).as(spelled).contains(new Sha256(hex));
        }
    }

    @Test
    void readsNothingElse() {
        for (String text : List.of("", "ab", "SHA256:", "z".repeat(64), "a".repeat(62), "ä")) {
            assertThat(Sha256.parse(text)).as(text).isEmpty();
        }
    }
}
