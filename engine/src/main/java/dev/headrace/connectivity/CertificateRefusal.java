package dev.headrace.connectivity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The cause of a `CERTIFICATE_UNTRUSTED` failure whose reason is the certificate: holds what the
/// server presented, for whoever asks a person to approve it.
public final class CertificateRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CertificateVerdict.Refused verdict;

    CertificateRefusal(CertificateVerdict.Refused verdict) {
        // The failure says it already.
        super((String) null);
        this.verdict = verdict;
    }

    public CertificateVerdict.Refused verdict() {
        return verdict;
    }

    /// The refusal behind a failure; empty where something else was wrong.
    public static Optional<CertificateVerdict.Refused> in(@Nullable Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof CertificateRefusal refusal) {
                return Optional.of(refusal.verdict);
            }
        }
        return Optional.empty();
    }
}
