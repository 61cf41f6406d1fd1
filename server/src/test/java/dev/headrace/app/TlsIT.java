package dev.headrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server's own TLS, from PEM files.
class TlsIT {
    @TempDir private Path home;

    @Test
    void showsItsCertificateAndItsChain() throws Exception {
        TestCertificate authority = TestCertificate.of("Test authority").authority().make();
        TestCertificate own =
                TestCertificate.of("headrace").names("127.0.0.1").signedBy(authority).make();
        Path chain = Files.writeString(home.resolve("c.pem"), TestCertificate.pem(own.chain()));
        Path key = Files.writeString(home.resolve("k.pem"), own.keyPem());
        try (TestDatabase database = TestPostgres.database();
                LiveServer server =
                        LiveServer.start(
                                database,
                                home,
                                Map.of("tls-cert", chain.toString(), "tls-key", key.toString()));
                HttpClient trusting =
                        HttpClient.newBuilder().sslContext(trusting(authority)).build();
                HttpClient others = HttpClient.newHttpClient()) {
            assertThat(server.url()).startsWith("https://127.0.0.1:");
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.url() + "/health/ready")).build();
            assertThat(trusting.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> others.send(request, BodyHandlers.ofString()));
        }
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() throws IOException {
        TestCertificate own = TestCertificate.of("headrace").make();
        TestCertificate other = TestCertificate.of("other").make();
        Path chain = Files.writeString(home.resolve("c.pem"), TestCertificate.pem(own.chain()));
        Path key = Files.writeString(home.resolve("k.pem"), other.keyPem());
        try (TestDatabase database = TestPostgres.database()) {
            Failure failure =
                    catchThrowableOfType(
                            Failure.class,
                            () ->
                                    LiveServer.start(
                                                    database,
                                                    home,
                                                    Map.of(
                                                            "tls-cert", chain.toString(),
                                                            "tls-key", key.toString()))
                                            .close());
            assertThat(failure.code()).isEqualTo(FailureCode.USAGE);
            assertThat(failure.message()).contains(chain.toString(), key.toString());
        }
    }

    private static SSLContext trusting(TestCertificate authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", authority.chain().getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
