package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.future.CancelOption;
import org.apache.sshd.common.session.ConnectionService;
import org.jspecify.annotations.Nullable;

/// One session with the SSH server, from the first packet to the last. Several streams share it;
/// when it ends, they end. Thread-safe.
final class SshLink implements AutoCloseable {
    /// What was sent last has to leave; a server that takes longer to agree is not waited for.
    private static final Duration FAREWELL = Duration.ofMillis(500);

    /// For our own threads, which end as soon as the connection is closed.
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);

    private static final CancelOption[] GIVE_UP = {
        CancelOption.CANCEL_ON_TIMEOUT, CancelOption.CANCEL_ON_INTERRUPT
    };

    private final SshServer server;
    private final List<KeyPair> keys;
    private final SshFailures failures;
    private final RouteListener listener;
    private final SshWatch watch;
    private final SshClient client;
    private volatile @Nullable ClientSession session;

    /// Opens nothing yet.
    SshLink(SshServer server, SshFailures failures, Surroundings surroundings) {
        List<ApprovedFingerprint> approved = surroundings.approvals().fingerprints();
        this.server = server;
        this.failures = failures;
        this.listener = surroundings.listener();
        this.keys = surroundings.identities().keys();
        this.watch = new SshWatch(server.place(), approved, listener);
        this.client = SshClients.start(keys, watch, SshWatch.types(approved));
        client.addSessionListener(watch);
        client.setPublicKeyAuthenticationReporter(watch);
    }

    /// Connects and signs in.
    ///
    /// @throws Failure for every row of the SSH test up to the forwarding itself
    void open(CheckedHost host, Deadline deadline) {
        if (keys.isEmpty()) {
            throw failures.noKey();
        }
        ClientSession opened = connect(host, deadline);
        session = opened;
        listener.trying("SSH handshake with " + server.place());
        Set<ClientSessionEvent> events =
                opened.waitFor(
                        EnumSet.of(ClientSessionEvent.WAIT_AUTH, ClientSessionEvent.CLOSED),
                        deadline.left());
        if (!events.contains(ClientSessionEvent.WAIT_AUTH)) {
            throw failures.handshake(watch, events.contains(ClientSessionEvent.TIMEOUT), deadline);
        }
        listener.trying("signing in as %s with our key".formatted(server.user()));
        try {
            opened.auth().verify(deadline.left(), GIVE_UP);
        } catch (IOException e) {
            throw failures.login(watch, opened, keys, e, deadline);
        }
    }

    /// Connects to the first address that answers.
    private ClientSession connect(CheckedHost host, Deadline deadline) {
        listener.trying("connecting to " + server.place());
        List<InetAddress> addresses = host.addresses();
        IOException last = null;
        for (int i = 0; i < addresses.size() && !deadline.over(); i++) {
            try {
                // By its digits, so that nobody looks the name up once more.
                return client.connect(
                                server.user(), addresses.get(i).getHostAddress(), server.port())
                        .verify(deadline.share(addresses.size() - i), GIVE_UP)
                        .getClientSession();
            } catch (IOException e) {
                last = e;
            }
        }
        throw failures.unreachable(last, deadline);
    }

    /// A new stream to the database, which the SSH server resolves and connects to.
    ///
    /// @throws Failure where the server may not or cannot connect there
    Socket stream(DatabaseAddress to, Deadline deadline) {
        ClientSession open = session;
        if (open == null) {
            throw new IllegalStateException("The session was not opened");
        }
        listener.trying(
                "opening a channel through %s to %s"
                        .formatted(server.host(), DatabaseAddress.place(to.host(), to.port())));
        SshStream stream = new SshStream(to.host(), to.port());
        boolean done = false;
        try {
            open.getService(ConnectionService.class).registerChannel(stream);
            stream.open().verify(deadline.left(), GIVE_UP);
            Socket socket = new SshSocket(stream);
            done = true;
            return socket;
        } catch (IOException e) {
            throw failures.stream(e, deadline);
        } finally {
            if (!done) {
                stream.close(true);
            }
        }
    }

    /// Whether streams can still be opened, as far as is known here.
    boolean alive() {
        ClientSession open = session;
        return open != null && open.isOpen() && !open.isClosing();
    }

    /// Ends the session and its streams, and waits for its threads.
    @Override
    public void close() {
        ClientSession open = session;
        try {
            if (open != null && open.isAuthenticated()) {
                open.close(false).await(FAREWELL);
            }
            client.close(true).await(SHUTDOWN);
        } catch (IOException e) {
            // Interrupted: it goes on closing by itself.
            client.close(true);
        }
    }
}
