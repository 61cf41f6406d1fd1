package dev.headrace.setup;

import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came out of all tests.
///
/// @param results of all five, in their order
/// @param server what was found of it, null where none was reached
/// @param certificates what it presented, its own first; empty where TLS was not begun
/// @param trusted the approvals that count among them
/// @param proven whether they show that it is the right server, by an approval or without one
/// @param hostKey of the SSH server, null where none was reached
/// @param hostKeyTrusted whether it is an approved one
public record SetupReport(
        List<SetupTestResult> results,
        @Nullable Server server,
        List<PresentedCertificate> certificates,
        List<ApprovedCertificate> trusted,
        boolean proven,
        @Nullable HostKey hostKey,
        boolean hostKeyTrusted) {

    /// What was found of the server.
    ///
    /// @param version as people know it, such as `15.18`; null where the login failed
    /// @param pooler what stands before it, null where nothing does
    /// @param tls the protocol, null without TLS
    public record Server(@Nullable String version, @Nullable String pooler, @Nullable String tls) {}

    /// Whether nothing failed.
    public boolean passed() {
        return results.stream()
                .noneMatch(result ->
                        result.status() == SetupStatus.FAILED
                                || result.status() == SetupStatus.JOB_FAILED);
    }
}
