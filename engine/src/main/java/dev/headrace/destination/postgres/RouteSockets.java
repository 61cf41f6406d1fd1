package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.Line;
import dev.headrace.connectivity.TlsUse;
import dev.headrace.failure.Failure;
import dev.headrace.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.plugin.AuthenticationRequestType;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/// Gives the driver streams that a [DatabaseRoute] opened: connected, TLS agreed on. It resolves no
/// name and knows no certificate. Public and made from a text because the driver makes it by name.
public final class RouteSockets extends SocketFactory {
    private static final Map<String, Lease> LEASES = new ConcurrentHashMap<>();

    private final Lease lease;

    public RouteSockets(String key) {
        lease = lease(key);
    }

    static Lease lease(String key) {
        return Objects.requireNonNull(LEASES.get(key), "A connection outlived its route");
    }

    /// The right to have streams of one route made, under a key that the driver's properties can
    /// hold.
    static final class Lease implements AutoCloseable {
        private final String key = UUID.randomUUID().toString();
        private final DatabaseRoute route;
        private final TlsUse use;
        private volatile @Nullable Line first;
        private volatile @Nullable Line last;

        private Lease(DatabaseRoute route, TlsUse use) {
            this.route = route;
            this.use = use;
        }

        static Lease take(DatabaseRoute route, TlsUse use) {
            Lease lease = new Lease(route, use);
            LEASES.put(lease.key, lease);
            return lease;
        }

        String key() {
            return key;
        }

        /// Opens the stream that the driver asks for next.
        ///
        /// @throws Failure where it cannot be opened
        Line open() {
            Line line = route.open(use);
            first = line;
            last = line;
            return line;
        }

        private Socket next() {
            Line line = first;
            first = null;
            if (line == null) {
                line = route.open(use);
                last = line;
            }
            return line.socket();
        }

        /// What the login may use of the password.
        ///
        /// @throws PSQLException with a [Failure] behind it where there is none, or where it would
        ///   be told to whoever listens
        char @Nullable [] password(AuthenticationRequestType type) throws PSQLException {
            Line line = last;
            boolean safe = line != null && line.passwordSafe();
            Optional<Failure> refusal =
                    PasswordRule.refusal(route.connection().address(), type, safe);
            if (refusal.isPresent()) {
                throw new PSQLException(
                        refusal.get().message(), PSQLState.CONNECTION_REJECTED, refusal.get());
            }
            Secret password = route.connection().address().password();
            return password == null ? null : password.reveal().toCharArray();
        }

        /// The driver holds the factory itself from then on.
        @Override
        public void close() {
            LEASES.remove(key);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        try {
            return lease.next();
        } catch (Failure failure) {
            throw new IOException(failure.message(), failure);
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket();
    }
}
