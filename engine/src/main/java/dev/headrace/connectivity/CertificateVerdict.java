package dev.headrace.connectivity;

import java.util.List;

/// What the certificates that a server presents are worth.
public sealed interface CertificateVerdict {

    /// The server may be talked to.
    ///
    /// @param proven whether it is certain who it is; false where nothing was asked
    /// @param sentence why, for people
    record Trusted(boolean proven, String sentence) implements CertificateVerdict {}

    /// It may not.
    ///
    /// @param presented the server's own certificate first
    record Refused(Reason reason, String sentence, List<PresentedCertificate> presented)
            implements CertificateVerdict {}

    /// Why not.
    enum Reason {
        UNKNOWN_ISSUER,
        CHANGED,
        EXPIRED,
        NOT_YET_VALID,
        OTHER_NAME,
        BROKEN
    }
}
