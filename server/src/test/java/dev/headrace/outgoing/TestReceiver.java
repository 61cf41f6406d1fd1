package dev.headrace.outgoing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.headrace.testkit.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A web server that takes what is sent to it, over TLS, on one of this machine's own addresses.
public final class TestReceiver implements AutoCloseable {
    private static final TestCertificate ROOT =
            TestCertificate.of("Receivers").key("EC", 256).authority().make();

    private final HttpsServer server;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private volatile Answering answering = exchange -> answer(exchange, 200, Map.of(), "ok");

    /// What came.
    public record Received(
            String method, String path, Map<String, List<String>> headers, String body) {

        /// The first of this name, empty where there is none.
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    /// Says what is answered.
    @FunctionalInterface
    public interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private TestReceiver(HttpsServer server) {
        this.server = server;
    }

    /// Starts one.
    ///
    /// @param address such as `127.0.0.2`
    /// @param port 0 for any
    /// @param names that its certificate is for
    public static TestReceiver start(String address, int port, String... names) {
        try {
            HttpsServer server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
            TestCertificate certificate =
                    TestCertificate.of("receiver")
                            .key("EC", 256)
                            .names(names)
                            .signedBy(ROOT)
                            .make();
            server.setHttpsConfigurator(new HttpsConfigurator(identity(certificate)));
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            TestReceiver receiver = new TestReceiver(server);
            server.createContext("/", receiver::take);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Believes these receivers alone.
    public static SSLContext trust() {
        try {
            KeyStore store = empty();
            store.setCertificateEntry("root", ROOT.certificate());
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public void answering(Answering with) {
        answering = with;
    }

    /// What came and was not asked for yet, the oldest first.
    public List<Received> received() {
        List<Received> all = new java.util.ArrayList<>();
        received.drainTo(all);
        return all;
    }

    public static void answer(
            HttpExchange exchange, int status, Map<String, String> headers, String body)
            throws IOException {
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        received.add(
                new Received(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        Map.copyOf(exchange.getRequestHeaders()),
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        answering.answer(exchange);
    }

    private static SSLContext identity(TestCertificate certificate) {
        try {
            KeyStore store = empty();
            char[] password = "store".toCharArray();
            store.setKeyEntry(
                    "own",
                    certificate.key(),
                    password,
                    certificate.chain().toArray(Certificate[]::new));
            KeyManagerFactory factory =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
