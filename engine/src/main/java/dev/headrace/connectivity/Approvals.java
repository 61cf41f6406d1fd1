package dev.headrace.connectivity;

import java.util.List;

/// What was approved for one destination. Thread-safe; every call sees the newest.
public interface Approvals {

    List<ApprovedCertificate> certificates();

    List<ApprovedFingerprint> fingerprints();

    /// Nothing is approved, and nothing can be.
    static Approvals none() {
        return new Approvals() {
            @Override
            public List<ApprovedCertificate> certificates() {
                return List.of();
            }

            @Override
            public List<ApprovedFingerprint> fingerprints() {
                return List.of();
            }
        };
    }
}
