package dev.headrace.setup;

import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import java.util.List;

/// What a user is asked to approve.
public sealed interface SetupDetails {

    /// The chain that the server presents, its own certificate first.
    record Certificates(List<PresentedCertificate> presented) implements SetupDetails {}

    /// The key that the SSH server shows.
    ///
    /// @param host the server's name, for people
    record Fingerprint(String host, HostKey presented) implements SetupDetails {}
}
