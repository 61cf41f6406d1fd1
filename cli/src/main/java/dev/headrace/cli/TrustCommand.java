package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.cli.CommandDefinition.Positional;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.connectivity.Sha256;
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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// `headrace trust`: which certificates and SSH host keys are approved for which destination.
final class TrustCommand {
    private static final CommandOption TO =
            CommandOption.value(
                    "--to",
                    "DESTINATION",
                    "postgresql://user@host:port/database, or a profile's name");

    private static final CommandDefinition LIST =
            new CommandDefinition(
                    "headrace trust list",
                    "Lists what is approved, for one destination or for all.",
                    null,
                    List.of(new OptionGroup("Where", TO)),
                    List.of(new Example("All approvals of this machine", "headrace trust list")),
                    List.of(),
                    false,
                    TrustCommand::list);

    private static final CommandDefinition APPROVE =
            new CommandDefinition(
                    "headrace trust approve",
                    "Shows the certificates that a server presents and approves the chosen ones."
                            + " Without a choice it asks on a terminal, and elsewhere only shows"
                            + " them.",
                    new Positional(
                            "SHA256", "As --certificate", 0, CommandDefinition.Positional.ANY),
                    List.of(
                            new OptionGroup(
                                    "Where and what",
                                    TO,
                                    CommandOption.repeatable(
                                            "--certificate",
                                            "SHA256",
                                            "The presented certificate of this SHA-256 (hex with or"
                                                    + " without colons, or the hash); all for every"
                                                    + " presented one; repeatable"),
                                    CommandOption.flag(
                                            "--certificates", "Every presented certificate"),
                                    CommandOption.value(
                                            "--file",
                                            "PEM",
                                            "The certificates in a file, such as an authority that"
                                                    + " the server does not present")),
                            ConnectionOptions.WAY),
                    List.of(
                            new Example(
                                    "See what a server presents",
                                    "headrace trust approve --to warehouse"),
                            new Example(
                                    "Approve your own authority",
                                    "headrace trust approve --to warehouse --file ca.pem")),
                    List.of(),
                    false,
                    TrustCommand::approve);

    private static final CommandDefinition REVOKE =
            new CommandDefinition(
                    "headrace trust revoke",
                    "Revokes approvals: the next connection asks for them again.",
                    new Positional(
                            "SHA256",
                            "The approval's SHA-256 or hash, as trust list shows it",
                            0,
                            CommandDefinition.Positional.ANY),
                    List.of(
                            new OptionGroup(
                                    "Where and what",
                                    TO,
                                    CommandOption.repeatable(
                                            "--certificate", "SHA256", "The same; repeatable"),
                                    CommandOption.repeatable(
                                            "--fingerprint", "SHA256", "The same; repeatable"))),
                    List.of(
                            new Example(
                                    "Revoke one", "headrace trust revoke SHA256 --to warehouse")),
                    List.of(),
                    false,
                    TrustCommand::revoke);

    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace trust",
                    "Lists, approves or revokes the certificates and SSH host keys that are"
                            + " trusted.",
                    null,
                    List.of(),
                    List.of(new Example("All approvals of this machine", "headrace trust list")),
                    List.of(LIST, APPROVE, REVOKE),
                    false,
                    null);

    private TrustCommand() {}

    private static ExitStatus list(Invocation call) {
        Map<String, TrustStore.Entry> all = new TreeMap<>(store(call).all());
        if (call.arguments().has("--to")) {
            String destination = approvals(call).destination();
            all.keySet().removeIf(name -> !name.equals(destination));
        }
        call.output().result(TrustText.approvals(all));
        call.output().document(TrustText.json(all));
        return ExitStatus.DONE;
    }

    private static ExitStatus approve(Invocation call) {
        FileApprovals approvals = approvals(call);
        Optional<String> file = call.arguments().value("--file");
        List<PresentedCertificate> chosen;
        if (file.isPresent()) {
            if (!named(call, "--certificate").isEmpty() || call.arguments().has("--certificates")) {
                throw Usage.failure("--file contradicts a choice among what is presented.");
            }
            chosen = certificates(file.get());
            call.output().result(TrustText.presented("The file " + file.get() + " has", chosen));
        } else {
            TlsExamination seen = examine(call);
            String title = "%s presents (%s)".formatted(approvals.destination(), seen.protocol());
            call.output().result(TrustText.presented(title, seen.presented()));
            chosen = choose(call, seen.presented());
        }
        approvals.approve(chosen);
        call.output().result(TrustText.approved(approvals.destination(), chosen));
        call.output()
                .document(
                        Json.object()
                                .put("destination", approvals.destination())
                                .put(
                                        "approved",
                                        chosen.stream().map(TrustText::certificate).toList()));
        return ExitStatus.DONE;
    }

    private static TlsExamination examine(Invocation call) {
        try (var route = TrustRoute.open(call)) {
            return route.examine();
        }
    }

    private static List<PresentedCertificate> choose(
            Invocation call, List<PresentedCertificate> presented) {
        List<String> wanted = named(call, "--certificate");
        if (call.arguments().has("--certificates") || wanted.contains("all")) {
            return presented;
        }
        if (wanted.isEmpty()) {
            return ask(presented);
        }
        List<PresentedCertificate> chosen = new ArrayList<>();
        for (String text : wanted) {
            String sha256 = sha256(text).hex();
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

    private static ExitStatus revoke(Invocation call) {
        FileApprovals approvals = approvals(call);
        List<String> wanted = new ArrayList<>(named(call, "--certificate"));
        wanted.addAll(call.arguments().values("--fingerprint"));
        if (wanted.isEmpty()) {
            throw Usage.failure(
                    "headrace trust revoke needs the SHA-256 of what to revoke.",
                    "headrace trust list shows it.");
        }
        Set<String> hashes = new LinkedHashSet<>();
        for (String text : wanted) {
            hashes.add(approved(approvals, text));
        }
        store(call).revoke(approvals.destination(), hashes);
        call.output()
                .result(
                        Text.of(
                                "Revoked for %s: %s."
                                        .formatted(
                                                approvals.destination(),
                                                String.join(", ", hashes))));
        call.output()
                .document(
                        Json.object()
                                .put("destination", approvals.destination())
                                .put("revoked", List.copyOf(hashes)));
        return ExitStatus.DONE;
    }

    private static String approved(FileApprovals approvals, String text) {
        String sha256 = sha256(text).hex();
        boolean known =
                approvals.certificates().stream()
                                .anyMatch(each -> each.certificate().sha256().equals(sha256))
                        || approvals.fingerprints().stream()
                                .anyMatch(each -> each.key().sha256().equals(sha256));
        if (!known) {
            throw Failure.of(
                    FailureCode.APPROVAL_UNKNOWN,
                    "Nothing with the SHA-256 %s is approved for %s."
                            .formatted(sha256, approvals.destination()));
        }
        return sha256;
    }

    private static Sha256 sha256(String text) {
        return Sha256.parse(text)
                .orElseThrow(() ->
                        Usage.failure(
                                "'%s' is no SHA-256.".formatted(text),
                                "Write 64 hex digits, with or without colons, or SHA256:… as"
                                        + " ssh-keygen prints it."));
    }

    /// What the words and the option name.
    private static List<String> named(Invocation call, String option) {
        List<String> all = new ArrayList<>(call.arguments().positionals());
        all.addAll(call.arguments().values(option));
        return all;
    }

    private static TrustStore store(Invocation call) {
        return TrustStore.of(call.environment(), InstantSource.system());
    }

    private static FileApprovals approvals(Invocation call) {
        DatabaseAddress address = TrustRoute.address(call);
        return store(call)
                .approvals(
                        FileApprovals.destination(
                                call.arguments().value("--to").orElse(""), address));
    }
}
