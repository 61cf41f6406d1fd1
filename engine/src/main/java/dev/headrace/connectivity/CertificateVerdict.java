package dev.headrace.connectivity;

import java.util.List;

/// What the certificates that a server presents are worth.
public sealed interface CertificateVerdict {

    /// Why, a sentence for people.
    String sentence();

    /// The server's own certificate first.
    List<PresentedCertificate> presented();

    /// The server may be talked to.
    ///
    /// @param proven whether it is certain who it is; false where nothing was asked of it
    /// @param approvals those that decided: the certificate itself, or the authority behind it;
    ///   empty where neither was needed
    /// @param warnings what the user should know all the same, such as an end that is near
    record Trusted(
            boolean proven,
            String sentence,
            List<PresentedCertificate> presented,
            List<ApprovedCertificate> approvals,
            List<String> warnings)
            implements CertificateVerdict {}

    /// It may not.
    ///
    /// @param nextStep what to do, a sentence or more
    /// @param expected what was approved and is not there, for a comparison; empty where nothing
    ///   was approved
    record Refused(
            Reason reason,
            String sentence,
            String nextStep,
            List<PresentedCertificate> presented,
            List<ApprovedCertificate> expected)
            implements CertificateVerdict {}

    /// Why not.
    enum Reason {
        /// Nobody whom we trust stands behind it.
        UNKNOWN_ISSUER,

        /// Something else was approved.
        CHANGED,
        EXPIRED,
        NOT_YET_VALID,
        OTHER_NAME,

        /// Keys or signatures that can be forged today.
        WEAK,

        /// Made for something else than a server.
        OTHER_PURPOSE
    }
}
