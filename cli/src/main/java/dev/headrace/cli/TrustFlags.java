package dev.headrace.cli;

import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.connectivity.Sha256;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.TrustChoice;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Approves what the options of a command line name, and no more.
final class TrustFlags implements TrustChoice {
    private final FileApprovals approvals;
    private final Consumer<String> warnings;
    private final boolean allCertificates;
    private final Set<String> certificates;
    private final boolean allFingerprints;
    private final Set<String> fingerprints;

    /// @param warnings takes what the user should know, a sentence each
    /// @throws dev.headrace.failure.Failure `USAGE` where an option names no SHA-256
    TrustFlags(Arguments arguments, FileApprovals approvals, Consumer<String> warnings) {
        this.approvals = approvals;
        this.warnings = warnings;
        this.allCertificates = arguments.has("--trust-certificates");
        this.certificates = hashes(arguments, "--trust-certificate");
        this.allFingerprints = arguments.has("--trust-fingerprints");
        this.fingerprints = hashes(arguments, "--trust-fingerprint");
    }

    private static Set<String> hashes(Arguments arguments, String option) {
        return arguments.values(option).stream()
                .map(text ->
                        Sha256.parse(text)
                                .orElseThrow(() ->
                                        Usage.value(
                                                option,
                                                text,
                                                "Write 64 hex digits, with or without colons, or"
                                                        + " SHA256:... as ssh-keygen prints it.")))
                .map(Sha256::hex)
                .collect(Collectors.toUnmodifiableSet());
    }

    FileApprovals approvals() {
        return approvals;
    }

    @Override
    public boolean approve(SetupDetails details, String sentence) {
        boolean others = othersApproved(details);
        boolean approved = approveNamed(details);
        if (approved && others) {
            warnings.accept(sentence + " The new one is approved now, as the command line says.");
        }
        return approved;
    }

    /// Whether something else than what is shown was approved before: then it has changed.
    private boolean othersApproved(SetupDetails details) {
        return switch (details) {
            case SetupDetails.Certificates _ -> !approvals.certificates().isEmpty();
            case SetupDetails.Fingerprint _ -> !approvals.fingerprints().isEmpty();
        };
    }

    @Override
    public boolean approveTrusted(SetupDetails details) {
        return approveNamed(details);
    }

    private boolean approveNamed(SetupDetails details) {
        return switch (details) {
            case SetupDetails.Certificates(List<PresentedCertificate> presented) ->
                    approve(
                            presented.stream()
                                    .filter(each ->
                                            allCertificates || certificates.contains(each.sha256()))
                                    .toList());
            case SetupDetails.Fingerprint(String _, HostKey key) ->
                    (allFingerprints || fingerprints.contains(key.sha256())) && approve(key);
        };
    }

    /// Approves them; false where all were approved before.
    boolean approve(List<PresentedCertificate> chosen) {
        boolean fresh =
                chosen.stream()
                        .anyMatch(each ->
                                approvals.certificates().stream()
                                        .noneMatch(has -> has.certificate().equals(each)));
        if (fresh) {
            approvals.approve(chosen);
        }
        return fresh;
    }

    /// Approves it; false where it was approved before.
    boolean approve(HostKey key) {
        boolean fresh = approvals.fingerprints().stream().noneMatch(has -> has.key().equals(key));
        if (fresh) {
            approvals.approve(key);
        }
        return fresh;
    }
}
