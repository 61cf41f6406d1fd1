package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.cli.CommandDefinition.Positional;
import dev.headrace.connectivity.Sha256;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
                    "Shows the certificates that a server presents and approves the chosen ones,"
                            + " or the host key of an SSH server. Without a choice it asks on a"
                            + " terminal, and elsewhere only shows the certificates.",
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
                                    CommandOption.repeatable(
                                            "--fingerprint",
                                            "SHA256",
                                            "The SSH server's host key of this SHA-256, as"
                                                    + " ssh-keygen -l prints it; repeatable"),
                                    CommandOption.flag(
                                            "--fingerprints", "The host key that it presents now"),
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
                    call -> new TrustApproval(call).run());

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

    static Sha256 sha256(String text) {
        return Sha256.parse(text)
                .orElseThrow(() ->
                        Usage.failure(
                                "'%s' is no SHA-256.".formatted(text),
                                "Write 64 hex digits, with or without colons, or SHA256:… as"
                                        + " ssh-keygen prints it."));
    }

    /// What the words and the option name.
    static List<String> named(Invocation call, String option) {
        List<String> all = new ArrayList<>(call.arguments().positionals());
        all.addAll(call.arguments().values(option));
        return all;
    }

    private static TrustStore store(Invocation call) {
        return TrustStore.of(call.environment(), InstantSource.system());
    }

    private static FileApprovals approvals(Invocation call) {
        return ConnectionOptions.of(call).choose("headrace trust").trust().approvals();
    }
}
