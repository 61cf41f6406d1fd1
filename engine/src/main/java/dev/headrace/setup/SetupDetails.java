package dev.headrace.setup;

import dev.headrace.connectivity.CertificateRefusal;
import dev.headrace.connectivity.FingerprintRefusal;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import java.util.List;
import java.util.Optional;

/// What a user is asked to approve.
public sealed interface SetupDetails {

    /// What is to be approved so that a failure does not come again; empty where nothing would
    /// help.
    static Optional<SetupDetails> behind(Throwable failure) {
        Optional<SetupDetails> key =
                FingerprintRefusal.in(failure)
                        .map(refused -> new Fingerprint(refused.host(), refused.presented()));
        return key.or(() ->
                CertificateRefusal.in(failure)
                        .map(refused -> new Certificates(refused.presented())));
    }

    /// The chain that the server presents, its own certificate first.
    record Certificates(List<PresentedCertificate> presented) implements SetupDetails {}

    /// The key that the SSH server shows.
    ///
    /// @param host the server's name, for people
    record Fingerprint(String host, HostKey presented) implements SetupDetails {}
}
