package dev.headrace.connectivity;

import java.time.Instant;

/// An SSH host key that somebody chose to trust for one destination.
///
/// @param hash as the approver named it; for our own it is [HostKey#hash]
/// @param validatedBy who, for people
public record ApprovedFingerprint(
        String hash, HostKey key, String validatedBy, Instant validatedAt) {}
