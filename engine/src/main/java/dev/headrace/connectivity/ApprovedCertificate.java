package dev.headrace.connectivity;

import java.time.Instant;

/// A certificate that somebody chose to trust for one destination.
///
/// @param hash as the approver named it; for our own it is [PresentedCertificate#hash]
/// @param validatedBy who, for people
public record ApprovedCertificate(
        String hash, PresentedCertificate certificate, String validatedBy, Instant validatedAt) {}
