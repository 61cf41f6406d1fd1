package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
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
    /// @throws Failure `NOT_POSTGRESQL` where something else answers, `HOST_UNREACHABLE` where the
    ///   server cannot take connections now
    boolean offered(Socket raw, Duration timeout) throws IOException {
        raw.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        raw.getOutputStream().write(REQUEST);
        raw.getOutputStream().flush();
        int answer = answer(raw, timeout);
        raw.setSoTimeout(0);
        return switch (answer) {
            case 'S' -> true;
            case 'N' -> false;
            case 'E' ->
                    throw Failure.of(
                            FailureCode.HOST_UNREACHABLE,
                            "%s cannot take a connection now.".formatted(place()));
            default ->
                    throw Failure.of(
                            FailureCode.NOT_POSTGRESQL,
                            "%s answered but does not speak PostgreSQL.".formatted(place()));
        };
    }

    private int answer(Socket raw, Duration timeout) throws IOException {
        try {
            return raw.getInputStream().read();
        } catch (SocketTimeoutException e) {
            throw Failure.of(
                    FailureCode.HOST_UNREACHABLE,
                    "%s took the connection and then said nothing for %d s."
                            .formatted(place(), Math.max(1, timeout.toSeconds())),
                    e);
        }
    }

    /// A stream inside TLS.
    ///
    /// @param identityAsked whether the server asked for a certificate of ours
    record Secured(SSLSocket socket, CertificateVerdict.Trusted verdict, boolean identityAsked) {}

    /// @param client what we show where the server asks who we are
    /// @throws Failure `CERTIFICATE_UNTRUSTED` with a [CertificateRefusal] behind it, `TLS_FAILED`,
    ///   `AUTHENTICATION_FAILED` where the server wants another certificate of ours
    Secured shake(Socket raw, CertificateRule rule, ClientIdentity client, Duration timeout)
            throws IOException {
        Judge judge = new Judge(rule, clock);
        try {
            SSLSocket socket = begin(raw, judge, client, timeout);
            if (judge.verdict instanceof CertificateVerdict.Trusted trusted) {
                return new Secured(socket, trusted, client.asked());
            }
            throw nothingPresented();
        } catch (SSLException e) {
            throw failure(judge, client, e);
        } catch (IOException e) {
            if (client.present() && client.asked()) {
                // It hung up when it saw ours.
                throw Line.refusedIdentity(address, true, e);
            }
            throw e;
        }
    }

    /// Begins TLS only to see what the server presents, without showing anything of ours; the
    /// stream is of no use after.
    ///
    /// @throws Failure `TLS_FAILED` where there is no common ground for TLS
    TlsExamination examine(Socket raw, CertificateRule rule, Duration timeout) throws IOException {
        Judge judge = new Judge(rule, clock);
        ClientIdentity nobody = new ClientIdentity(null);
        try (SSLSocket _ = begin(raw, judge, nobody, timeout)) {
            return judge.examination().orElseThrow(this::nothingPresented);
        } catch (SSLException e) {
            return judge.examination().orElseThrow(() -> failure(judge, nobody, e));
        }
    }

    private Failure nothingPresented() {
        return Failure.of(
                FailureCode.TLS_FAILED, "%s did not present a certificate.".formatted(place()));
    }

    private SSLSocket begin(Socket raw, Judge judge, ClientIdentity client, Duration timeout)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {client}, new TrustManager[] {judge}, null);
            SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(raw, address.host(), address.port(), true);
            socket.setSSLParameters(parameters(socket));
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            socket.startHandshake();
            socket.setSoTimeout(0);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has TLS", e);
        } catch (SocketTimeoutException e) {
            throw Failure.of(
                    FailureCode.HOST_UNREACHABLE,
                    "%s began TLS and then did not answer.".formatted(place()),
                    e);
        }
    }

    private SSLParameters parameters(SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        String host = address.host();
        if (!CertificateNames.isAddress(host)) {
            try {
                String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
                parameters.setServerNames(List.of(new SNIHostName(plain)));
            } catch (IllegalArgumentException e) {
                // A name that TLS cannot carry, such as one with an underscore.
                parameters.setServerNames(List.of());
            }
        }
        return parameters;
    }

    private Failure failure(Judge judge, ClientIdentity client, SSLException error) {
        if (judge.verdict instanceof CertificateVerdict.Refused refused) {
            return Failure.of(
                            FailureCode.CERTIFICATE_UNTRUSTED,
                            refused.sentence(),
                            new CertificateRefusal(refused))
                    .next(refused.nextStep());
        }
        if (client.asked() && judge.verdict != null) {
            return Line.refusedIdentity(address, client.present(), error);
        }
        if (error.getCause() instanceof EOFException) {
            return Failure.of(
                    FailureCode.HOST_UNREACHABLE,
                    "%s ended the connection when TLS began.".formatted(place()),
                    error);
        }
        String words = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("protocol")) {
            return Failure.of(
                            FailureCode.TLS_FAILED,
                            "%s offers TLS, but neither version 1.3 nor 1.2, and older ones are"
                                            .formatted(place())
                                    + " not safe.",
                            error)
                    .next(
                            "Allow TLSv1.2 or TLSv1.3 on the server"
                                    + " (ssl_min_protocol_version, ssl_max_protocol_version).");
        }
        return Failure.of(
                FailureCode.TLS_FAILED,
                "TLS with %s failed: it and we agree on no way to encrypt, or something in between"
                                .formatted(place())
                        + " stands in the way.",
                error);
    }

    private String place() {
        return DatabaseAddress.place(address.host(), address.port());
    }

    /// Asks the rule in mid-handshake, before anything of ours is sent.
    private static final class Judge extends X509ExtendedTrustManager {
        private final CertificateRule rule;
        private final InstantSource clock;
        private @Nullable CertificateVerdict verdict;
        private String protocol = "TLS";

        Judge(CertificateRule rule, InstantSource clock) {
            this.rule = rule;
            this.clock = clock;
        }

        Optional<TlsExamination> examination() {
            return Optional.ofNullable(verdict)
                    .map(found -> new TlsExamination(protocol, found.presented(), found));
        }

        private void judge(X509Certificate[] chain, @Nullable SSLSession session)
                throws CertificateException {
            CertificateVerdict found = rule.decide(Arrays.asList(chain), clock.instant());
            verdict = found;
            protocol = session == null ? protocol : session.getProtocol();
            if (found instanceof CertificateVerdict.Refused) {
                throw new CertificateException(found.sentence());
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            judge(chain, ((SSLSocket) socket).getHandshakeSession());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            judge(chain, engine.getHandshakeSession());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            judge(chain, null);
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
