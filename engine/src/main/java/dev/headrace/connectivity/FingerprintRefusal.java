package dev.headrace.connectivity;

import java.util.List;
import java.util.Optional;

/// Why an SSH server was not trusted: its host key is not among the approved ones. The cause of a
/// failure `FINGERPRINT_UNTRUSTED`, for those who offer the key for approval.
public final class FingerprintRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String host;
    private final transient HostKey presented;
    private final transient List<ApprovedFingerprint> approved;

    FingerprintRefusal(String host, HostKey presented, List<ApprovedFingerprint> approved) {
        super("The server presented the host key " + presented);
        this.host = host;
        this.presented = presented;
        this.approved = List.copyOf(approved);
    }

    /// The refusal behind a failure, where one is.
    public static Optional<FingerprintRefusal> in(Throwable failure) {
        return Optional.ofNullable(SshFailures.cause(failure, FingerprintRefusal.class));
    }

    /// The SSH server, for people: `host:port`.
    public String host() {
        return host;
    }

    /// The key that the server proved to have.
    public HostKey presented() {
        return presented;
    }

    /// What it was compared with; empty where nothing was approved yet.
    public List<ApprovedFingerprint> approved() {
        return approved;
    }
}
