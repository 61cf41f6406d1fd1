package dev.headrace.cli;

import dev.headrace.connectivity.Approvals;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.FingerprintRefusal;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.connectivity.SshServer;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.connectivity.TlsExamination;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One `headrace trust approve`: shows what is presented, or what a file has, and approves what was
/// chosen of it.
final class TrustApproval {
    /// An SSH server that needs longer to show its key is down.
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Arguments arguments;
    private final Output output;
    private final ChosenDestination to;
    private final FileApprovals approvals;

    TrustApproval(Invocation call) {
        this.arguments = call.arguments();
        this.output = call.output();
        this.to = ConnectionOptions.of(call).choose("headrace trust approve");
        this.approvals = to.trust().approvals();
    }

    ExitStatus run() {
        boolean keyWanted = arguments.has("--fingerprint") || arguments.has("--fingerprints");
        List<HostKey> keys = keyWanted ? List.of(approveKey()) : List.of();
        boolean certificatesWanted =
                !keyWanted || arguments.has("--file") || anyCertificate() || !wanted().isEmpty();
        List<PresentedCertificate> chosen = certificatesWanted ? approveCertificates() : List.of();
        output.document(
                Json.object()
                        .put("destination", approvals.destination())
                        .put("approved", chosen.stream().map(TrustText::certificate).toList())
                        .put("fingerprints", keys.stream().map(TrustText::fingerprint).toList()));
        return ExitStatus.DONE;
    }

    private boolean anyCertificate() {
        return arguments.has("--certificates") || wanted().contains("all");
    }

    private List<String> wanted() {
        List<String> all = new ArrayList<>(arguments.positionals());
        all.addAll(arguments.values("--certificate"));
        return all;
    }

    private HostKey approveKey() {
        if (!(to.connection().networking() instanceof Networking.SshTunnel(SshServer server))) {
            throw Usage.failure(
                    "A fingerprint is an SSH server's, and none is used.",
                    "Add --ssh user@host, or name a profile with a tunnel.");
        }
        HostKey key = presentedKey(server);
        output.result(Text.of("%s presents the host key %s.".formatted(server.place(), key)));
        for (String text : arguments.values("--fingerprint")) {
            String sha256 = TrustCommand.sha256(text).hex();
            if (!sha256.equals(key.sha256())) {
                throw Failure.of(
                        FailureCode.APPROVAL_UNKNOWN,
                        "%s does not present a host key with the SHA-256 %s."
                                .formatted(server.place(), sha256));
            }
        }
        approvals.approve(key);
        output.result(Text.of("Approved for %s: %s.".formatted(approvals.destination(), key)));
        return key;
    }

    /// The key is read as if nothing were approved: it is shown in either case.
    private HostKey presentedKey(SshServer server) {
        Surroundings real = to.surroundings();
        Surroundings trustless =
                new Surroundings(
                        Approvals.none(),
                        real.identities(),
                        real.allowedPrivateRanges(),
                        real.lookup(),
                        real.listener(),
                        real.clock());
        try (DatabaseRoute route = DatabaseRoute.of(to.connection(), trustless)) {
            route.transport().prepare(PATIENCE);
        } catch (Failure failure) {
            for (Throwable at = failure; at != null; at = at.getCause()) {
                if (at instanceof FingerprintRefusal refusal) {
                    return refusal.presented();
                }
            }
            throw failure;
        }
        throw new IllegalStateException(server.place() + " was trusted by nobody's word");
    }

    private List<PresentedCertificate> approveCertificates() {
        Optional<String> file = arguments.value("--file");
        List<PresentedCertificate> chosen;
        if (file.isPresent()) {
            if (anyCertificate() || !wanted().isEmpty()) {
                throw Usage.failure("--file contradicts a choice among what is presented.");
            }
            chosen = certificates(file.get());
            output.result(TrustText.presented("The file " + file.get() + " has", chosen, false));
        } else {
            TlsExamination seen = examine();
            String title = "%s presents (%s)".formatted(approvals.destination(), seen.protocol());
            output.result(TrustText.presented(title, seen.presented(), true));
            chosen = choose(seen.presented());
        }
        approvals.approve(chosen);
        output.result(TrustText.approved(approvals.destination(), chosen));
        return chosen;
    }

    private TlsExamination examine() {
        try (DatabaseRoute route = DatabaseRoute.of(to.connection(), to.surroundings())) {
            return route.examine();
        }
    }

    private List<PresentedCertificate> choose(List<PresentedCertificate> presented) {
        if (anyCertificate()) {
            return presented;
        }
        if (wanted().isEmpty()) {
            return ask(presented);
        }
        List<PresentedCertificate> chosen = new ArrayList<>();
        for (String text : wanted()) {
            String sha256 = TrustCommand.sha256(text).hex();
            chosen.add(
                    presented.stream()
                            .filter(each -> each.sha256().equals(sha256))
                            .findFirst()
                            .orElseThrow(() -> notPresented(sha256)));
        }
        return chosen;
    }

    private static Failure notPresented(String sha256) {
        return Failure.of(
                        FailureCode.APPROVAL_UNKNOWN,
                        "The server presents no certificate with the SHA-256 %s.".formatted(sha256))
                .next("Run it without a choice to see what is presented, or approve from --file.");
    }

    // JDK 25 answers null again where no terminal is.
    @SuppressWarnings("SystemConsoleNull")
    private static List<PresentedCertificate> ask(List<PresentedCertificate> presented) {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            String typed =
                    console.readLine("Approve which (1 to %d, all, or none)? ", presented.size());
            String answer = typed == null ? "" : typed.strip();
            if (answer.equals("all")) {
                return presented;
            }
            for (int i = 0; i < presented.size(); i++) {
                if (answer.equals(Integer.toString(i + 1))) {
                    return List.of(presented.get(i));
                }
            }
        }
        throw Failure.of(FailureCode.CERTIFICATE_UNTRUSTED, "Nothing was chosen, nothing approved.")
                .next(
                        "Compare the SHA-256 with what the server's administrator has, then run again"
                                + " with --certificate SHA256, or with --certificates for all.");
    }

    private static List<PresentedCertificate> certificates(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            List<PresentedCertificate> read =
                    CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                            .map(each -> new PresentedCertificate((X509Certificate) each))
                            .toList();
            if (read.isEmpty()) {
                throw Usage.failure("The file %s has no certificate.".formatted(file));
            }
            return read;
        } catch (IOException | InvalidPathException e) {
            throw Usage.failure(
                    "The file %s cannot be read.".formatted(file),
                    "Check the path and its permissions.");
        } catch (CertificateException e) {
            throw Usage.failure(
                    "The file %s has no certificate.".formatted(file),
                    "Give certificates in PEM or DER.");
        }
    }
}
