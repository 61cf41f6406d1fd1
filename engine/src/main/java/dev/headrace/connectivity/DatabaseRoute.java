package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The resolved way to one database: resolves, checks, tunnels and agrees on TLS, so that its users
/// see streams to the right server and nothing else. One for a run; thread-safe.
public final class DatabaseRoute implements AutoCloseable {
    /// A server that needs longer to answer is down.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DatabaseConnection connection;
    private final Surroundings surroundings;
    private final TlsHandshake handshake;
    private @Nullable Transport transport;
    private ClientIdentity.@Nullable Keys identity;
    private boolean closed;

    /// Whether the server offered TLS on this route: one that then does not may be somebody else.
    private volatile boolean tlsSeen;

    private DatabaseRoute(DatabaseConnection connection, Surroundings surroundings) {
        this.connection = connection;
        this.surroundings = surroundings;
        this.handshake = new TlsHandshake(connection.address(), surroundings.clock());
    }

    /// Opens nothing yet.
    public static DatabaseRoute of(DatabaseConnection connection, Surroundings surroundings) {
        return new DatabaseRoute(connection, surroundings);
    }

    /// Directly, with nothing approved and nothing refused.
    public static DatabaseRoute direct(DatabaseAddress address, InstantSource clock) {
        return of(DatabaseConnection.direct(address), Surroundings.bare(clock));
    }

    public DatabaseConnection connection() {
        return connection;
    }

    /// The way itself, opened at its first use: the name is resolved then, and never again.
    ///
    /// @throws Failure such as `HOST_UNKNOWN`, `HOST_PRIVATE`
    public synchronized Transport transport() {
        if (closed) {
            throw new IllegalStateException("The route is closed");
        }
        if (transport == null) {
            transport = Transports.open(connection, surroundings);
        }
        return transport;
    }

    /// Tells whoever waits what is tried just now, a phrase.
    public void tell(String step) {
        surroundings.listener().trying(step);
    }

    /// The uses of TLS to try, in this order, until the server lets us in.
    public List<TlsUse> attempts() {
        return demand().attempts();
    }

    /// Opens a stream on which a client may introduce itself. The caller closes its socket.
    ///
    /// @throws Failure such as `HOST_UNREACHABLE`, `NOT_POSTGRESQL`, `CERTIFICATE_UNTRUSTED`
    public Line open(TlsUse use) {
        Socket raw = transport().connect(PATIENCE);
        boolean done = false;
        try {
            Line line = agree(raw, use);
            done = true;
            return line;
        } catch (IOException e) {
            throw Failure.of(FailureCode.HOST_UNREACHABLE, place() + " ended the connection.", e);
        } finally {
            if (!done) {
                Sockets.closeQuietly(raw);
            }
        }
    }

    /// Reaches the server, asks whether it offers TLS, and hangs up.
    ///
    /// @throws Failure such as `HOST_UNREACHABLE`, `NOT_POSTGRESQL`
    public boolean offersTls() {
        try (Socket raw = transport().connect(PATIENCE)) {
            return offered(raw);
        } catch (IOException e) {
            throw Failure.of(FailureCode.HOST_UNREACHABLE, place() + " ended the connection.", e);
        }
    }

    /// Begins TLS only to see what the server presents and what that is worth, and hangs up. The
    /// server must offer it.
    ///
    /// @throws Failure such as `HOST_UNREACHABLE`, `CERTIFICATE_UNTRUSTED` where there is no common
    ///   ground for TLS
    public TlsExamination examine() {
        try (Socket raw = transport().connect(PATIENCE)) {
            if (!offered(raw)) {
                throw notOffered();
            }
            return handshake.examine(raw, rule(), PATIENCE);
        } catch (IOException e) {
            throw Failure.of(FailureCode.HOST_UNREACHABLE, place() + " ended the connection.", e);
        }
    }

    private Line agree(Socket raw, TlsUse use) throws IOException {
        Transport way = transport();
        boolean guarded = way.loopback() || way.encrypted();
        if (use == TlsUse.NEVER) {
            return Line.plain(raw, guarded);
        }
        if (!offered(raw)) {
            if (use == TlsUse.ALWAYS || tlsSeen) {
                throw notOffered();
            }
            return Line.plain(raw, guarded);
        }
        surroundings.listener().trying("agreeing on TLS with " + place());
        TlsHandshake.Secured secured =
                handshake.shake(raw, rule(), new ClientIdentity(identity()), PATIENCE);
        return new Line(
                secured.socket(),
                secured.socket().getSession().getProtocol(),
                guarded || secured.verdict().proven(),
                secured.verdict(),
                secured.identityAsked(),
                connection.clientCertificate() != null);
    }

    private boolean offered(Socket raw) throws IOException {
        boolean offered = handshake.offered(raw, PATIENCE);
        if (offered) {
            tlsSeen = true;
        }
        return offered;
    }

    private Failure notOffered() {
        if (tlsSeen) {
            return Failure.of(
                            FailureCode.CERTIFICATE_UNTRUSTED,
                            "%s offered TLS before and now does not: somebody may stand in between."
                                    .formatted(place()))
                    .next("Find out who answers there. If TLS was just turned off, run again.");
        }
        return Failure.of(
                        FailureCode.CERTIFICATE_UNTRUSTED,
                        "%s does not offer TLS, which was asked for.".formatted(place()))
                .next(
                        "Turn it on on the server (ssl = on), or connect without: remove sslmode,"
                                + " always_encrypted or the approved certificate, whichever asks for it.");
    }

    private synchronized ClientIdentity.@Nullable Keys identity() {
        if (identity == null && connection.clientCertificate() != null) {
            identity = connection.clientCertificate().keys();
        }
        return identity;
    }

    private TlsDemand demand() {
        boolean rooted =
                connection.address().rootCertificate() != null
                        || !surroundings.approvals().certificates().isEmpty();
        return TlsDemand.of(connection, transport().loopback(), rooted);
    }

    private CertificateRule rule() {
        String file = connection.address().rootCertificate();
        boolean publicRoots = file == null || file.equals(DatabaseAddress.PUBLIC_ROOTS);
        return new CertificateRule(
                connection.address().host(),
                demand().proof(),
                surroundings.approvals().certificates(),
                publicRoots || file == null ? List.of() : read(Path.of(file)),
                publicRoots);
    }

    private static List<X509Certificate> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (IOException | CertificateException e) {
            throw Failure.of(
                            FailureCode.USAGE,
                            "The root certificate %s cannot be read.".formatted(file),
                            e)
                    .next("Name a PEM file with sslrootcert.");
        }
    }

    private String place() {
        return DatabaseAddress.place(connection.address().host(), connection.address().port());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (transport != null) {
            transport.close();
        }
    }
}
