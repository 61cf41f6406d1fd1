package dev.headrace.connectivity;

import java.net.SocketAddress;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.sshd.client.auth.pubkey.PublicKeyAuthenticationReporter;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/// Judges the host key, and remembers how far an SSH session got and what the server said on the
/// way, so that a failure can be told by its cause. Its methods are called by threads of the
/// library.
final class SshWatch
        implements ServerKeyVerifier, SessionListener, PublicKeyAuthenticationReporter {
    /// How far it got.
    enum Stage {
        CONNECTED,
        IDENTIFIED,
        AGREED,
        TRUSTED
    }

    private final String server;
    private final List<ApprovedFingerprint> approved;
    private final RouteListener listener;

    private volatile Stage stage = Stage.CONNECTED;
    private volatile String greeting = "";
    private volatile String identification = "";
    private volatile @Nullable Map<KexProposalOption, String> offered;
    private volatile @Nullable Throwable disagreement;
    private volatile @Nullable Throwable error;
    private volatile @Nullable FingerprintRefusal refusal;
    private volatile List<String> otherMethods = List.of();
    private volatile boolean keyAccepted;

    /// @param server for people: `host:port`
    SshWatch(String server, List<ApprovedFingerprint> approved, RouteListener listener) {
        this.server = server;
        this.approved = approved;
        this.listener = listener;
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress remote, PublicKey key) {
        listener.trying("checking the SSH server's host key");
        HostKey presented = SshKeys.publicKey(key);
        boolean known = approved.stream().anyMatch(each -> each.key().equals(presented));
        listener.presented(presented, known);
        if (known) {
            stage = Stage.TRUSTED;
        } else {
            refusal = new FingerprintRefusal(server, presented, approved);
        }
        return known;
    }

    @Override
    public void sessionPeerIdentificationLine(
            Session session, String line, List<String> extraLines) {
        if (greeting.isEmpty()) {
            greeting = line;
        }
    }

    @Override
    public void sessionPeerIdentificationReceived(
            Session session, String version, List<String> extraLines) {
        identification = version;
        stage = Stage.IDENTIFIED;
    }

    @Override
    public void sessionNegotiationStart(
            Session session,
            Map<KexProposalOption, String> clientProposal,
            Map<KexProposalOption, String> serverProposal) {
        offered = Map.copyOf(serverProposal);
    }

    @Override
    public void sessionNegotiationEnd(
            Session session,
            Map<KexProposalOption, String> clientProposal,
            Map<KexProposalOption, String> serverProposal,
            Map<KexProposalOption, String> negotiatedOptions,
            @Nullable Throwable reason) {
        if (reason != null) {
            offered = Map.copyOf(serverProposal);
            disagreement = reason;
        } else if (stage == Stage.IDENTIFIED) {
            stage = Stage.AGREED;
        }
    }

    @Override
    public void sessionException(Session session, Throwable exception) {
        if (error == null) {
            error = exception;
        }
    }

    @Override
    public void signalAuthenticationFailure(
            ClientSession session,
            String service,
            KeyPair identity,
            boolean partial,
            List<String> serverMethods) {
        keyAccepted |= partial;
        otherMethods = List.copyOf(serverMethods);
    }

    Stage stage() {
        return stage;
    }

    /// The first line that is no SSH identification, empty where there was none.
    String greeting() {
        return greeting;
    }

    /// Such as `SSH-2.0-OpenSSH_9.2p1`, empty before it came.
    String identification() {
        return identification;
    }

    /// The algorithms that the server offered, null before it did.
    @Nullable Map<KexProposalOption, String> offered() {
        return offered;
    }

    /// Why no algorithms could be agreed on, null where they could.
    @Nullable Throwable disagreement() {
        return disagreement;
    }

    /// The first thing that went wrong by the library's own words.
    @Nullable Throwable error() {
        return error;
    }

    /// The host key that was turned away, null where none was.
    @Nullable FingerprintRefusal refusal() {
        return refusal;
    }

    /// Whether the server took our key and wants more than that.
    boolean keyAccepted() {
        return keyAccepted;
    }

    /// The ways of signing in that the server named when it turned us away.
    List<String> otherMethods() {
        return otherMethods;
    }

    /// The types of the approved host keys.
    static Set<String> types(List<ApprovedFingerprint> approved) {
        return approved.stream()
                .map(each -> each.key().type())
                .collect(Collectors.toUnmodifiableSet());
    }
}
