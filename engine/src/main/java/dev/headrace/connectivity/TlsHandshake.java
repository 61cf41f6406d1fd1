package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Begins TLS on a stream to a PostgreSQL server: asks for it, shakes hands, and goes on only with
/// certificates that a [CertificateRule] trusts. Nothing about the user is said before.
final class TlsHandshake {
    /// `SSLRequest`: its length and the code that no protocol version has.
    private static final byte[] REQUEST = {0, 0, 0, 8, 4, (byte) 0xd2, 0x16, 0x2f};

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final DatabaseAddress address;
    private final InstantSource clock;

    TlsHandshake(DatabaseAddress address, InstantSource clock) {
        this.address = address;
        this.clock = clock;
    }

    /// Asks whether the server offers TLS; if so, the next bytes on the stream are the handshake's.
    ///
    /// @throws Failure `NOT_POSTGRESQL` where something else answers
    boolean offered(Socket raw, Duration timeout) throws IOException {
        raw.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        raw.getOutputStream().write(REQUEST);
        raw.getOutputStream().flush();
        int answer = raw.getInputStream().read();
        raw.setSoTimeout(0);
        return switch (answer) {
            case 'S' -> true;
            case 'N', 'E' -> false;
            default ->
                    throw Failure.of(
                            FailureCode.NOT_POSTGRESQL,
                            "%s answered but does not speak PostgreSQL.".formatted(place()));
        };
    }

    /// A stream inside TLS, and whether it is proven who is at its end.
    record Secured(SSLSocket socket, boolean proven) {}

    /// @param client what we show where the server asks who we are, null for nothing
    /// @throws Failure `CERTIFICATE_UNTRUSTED` with [CertificateVerdict.Refused] in its words
    Secured shake(
            Socket raw, CertificateRule rule, KeyManager @Nullable [] client, Duration timeout)
            throws IOException {
        Judge judge = new Judge(rule, clock);
        try {
            SSLSocket socket = begun(raw, judge, client, timeout);
            socket.startHandshake();
            socket.setSoTimeout(0);
            return new Secured(
                    socket,
                    judge.verdict instanceof CertificateVerdict.Trusted trusted
                            && trusted.proven());
        } catch (SocketTimeoutException e) {
            throw silent(e);
        } catch (IOException e) {
            throw failure(judge, e);
        }
    }

    private SSLSocket begun(
            Socket raw, Judge judge, KeyManager @Nullable [] client, Duration timeout)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(client, new TrustManager[] {judge}, null);
            SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(raw, address.host(), address.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(PROTOCOLS);
            socket.setSSLParameters(parameters);
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has TLS", e);
        }
    }

    private Failure silent(SocketTimeoutException error) {
        return Failure.of(
                FailureCode.HOST_UNREACHABLE,
                "%s began TLS and then did not answer.".formatted(place()),
                error);
    }

    /// Begins TLS only to see what the server presents; the stream is of no use after.
    ///
    /// @throws Failure `CERTIFICATE_UNTRUSTED` where the server presents nothing: there is no
    ///   common ground for TLS
    TlsExamination examine(
            Socket raw, CertificateRule rule, KeyManager @Nullable [] client, Duration timeout)
            throws IOException {
        Judge judge = new Judge(rule, clock);
        try (SSLSocket socket = begun(raw, judge, client, timeout)) {
            socket.startHandshake();
            return judge.examination(socket.getSession().getProtocol());
        } catch (SocketTimeoutException e) {
            throw silent(e);
        } catch (IOException e) {
            if (judge.verdict == null) {
                throw failure(judge, e);
            }
            return judge.examination(null);
        }
    }

    private Failure failure(Judge judge, IOException error) {
        if (judge.verdict instanceof CertificateVerdict.Refused refused) {
            return Failure.of(FailureCode.CERTIFICATE_UNTRUSTED, refused.sentence(), error);
        }
        return Failure.of(
                FailureCode.CERTIFICATE_UNTRUSTED, "TLS with %s failed.".formatted(place()), error);
    }

    private String place() {
        return DatabaseAddress.place(address.host(), address.port());
    }

    /// Asks the rule in mid-handshake, before anything of ours is sent.
    private static final class Judge extends X509ExtendedTrustManager {
        private final CertificateRule rule;
        private final InstantSource clock;
        private @Nullable CertificateVerdict verdict;
        private List<PresentedCertificate> presented = List.of();

        Judge(CertificateRule rule, InstantSource clock) {
            this.rule = rule;
            this.clock = clock;
        }

        TlsExamination examination(@Nullable String protocol) {
            return new TlsExamination(protocol, presented, Objects.requireNonNull(verdict));
        }

        private void judge(X509Certificate[] chain) throws CertificateException {
            presented = Stream.of(chain).map(PresentedCertificate::new).toList();
            verdict = rule.decide(chain, clock.instant());
            if (verdict instanceof CertificateVerdict.Refused refused) {
                throw new CertificateException(refused.sentence());
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            judge(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("We are no server.");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("We are no server.");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            throw new CertificateException("We are no server.");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
