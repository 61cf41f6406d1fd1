package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.security.KeyPair;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.kex.extension.DefaultClientKexExtensionHandler;
import org.jspecify.annotations.Nullable;

/// Why a tunnel could not be opened, in sentences that say which of its parts to mend: our machine
/// to the SSH server, the SSH server itself, the SSH server to the database.
final class SshFailures {
    private static final int GREETING_SHOWN_MAX = 80;

    /// The first that knows RSA with SHA-2.
    private static final int OPENSSH_SHA2_MAJOR = 7;

    private static final int OPENSSH_SHA2_MINOR = 2;

    private static final Pattern OPENSSH = Pattern.compile("OpenSSH_(\\d{1,3})\\.(\\d{1,3})");

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final SshServer server;
    private final String database;
    private final boolean worked;

    /// @param worked whether the tunnel was open before: what looks like a wrong server then is one
    ///   that is just restarted
    SshFailures(SshServer server, DatabaseAddress database, boolean worked) {
        this.server = server;
        this.database = DatabaseAddress.place(database.host(), database.port());
        this.worked = worked;
    }

    Failure noKey() {
        return Failure.of(
                        FailureCode.AUTHENTICATION_FAILED,
                        "There is no SSH key to sign in with as \"%s\" at %s."
                                .formatted(server.user(), server.place()),
                        new TunnelRefusal(null))
                .next("Run headrace ssh-key show, and add its line to authorized_keys there.");
    }

    /// @param error null where the time was over before it began
    Failure unreachable(@Nullable IOException error, Deadline deadline) {
        String place = "The SSH server " + server.place();
        if (error == null || cause(error, TimeoutException.class) != null) {
            return Failure.of(
                            FailureCode.HOST_UNREACHABLE,
                            "%s did not answer within %d s.".formatted(place, deadline.seconds()),
                            error)
                    .next(
                            "Allow inbound TCP to port %d of %s from this machine's address in its firewall."
                                    .formatted(server.port(), server.host()));
        }
        if (cause(error, NoRouteToHostException.class) != null) {
            return Failure.of(
                    FailureCode.HOST_UNREACHABLE,
                    place + " cannot be reached: there is no route to it.",
                    error);
        }
        if (cause(error, ConnectException.class) != null) {
            return Failure.of(
                            FailureCode.HOST_UNREACHABLE,
                            "Nothing listens on %s.".formatted(server.place()),
                            error)
                    .next("Start the SSH server there, or correct its port.");
        }
        return Failure.of(FailureCode.HOST_UNREACHABLE, place + " cannot be reached.", error);
    }

    /// The session ended, or time did, before we could sign in.
    Failure handshake(SshWatch watch, boolean timeout, Deadline deadline) {
        FingerprintRefusal refusal = watch.refusal();
        if (refusal != null) {
            return refusal.approved().isEmpty() ? unknownKey(refusal) : changedKey(refusal);
        }
        if (watch.disagreement() != null) {
            return disagreement(watch);
        }
        if (watch.stage() == SshWatch.Stage.CONNECTED && !worked && !crowded(watch)) {
            return notSsh(watch, timeout, deadline);
        }
        String what =
                timeout
                        ? "did not finish the SSH handshake within %d s."
                                .formatted(deadline.seconds())
                        : "ended the connection during the SSH handshake.";
        return Failure.of(
                FailureCode.HOST_UNREACHABLE,
                "The SSH server %s %s".formatted(server.place(), what),
                watch.error());
    }

    /// OpenSSH says so in place of its identification where too many sign in at once.
    private static boolean crowded(SshWatch watch) {
        return watch.greeting().contains("MaxStartups")
                || watch.greeting().startsWith("Not allowed at this time");
    }

    private Failure notSsh(SshWatch watch, boolean timeout, Deadline deadline) {
        String got = printable(watch.greeting());
        String told;
        if (!got.isEmpty()) {
            told = "got: " + got;
        } else if (timeout) {
            told = "it said nothing within %d s".formatted(deadline.seconds());
        } else {
            told = "it ended the connection without a greeting";
        }
        return Failure.of(
                FailureCode.NOT_SSH,
                "%s is not an SSH server (%s).".formatted(server.place(), told),
                watch.error());
    }

    private Failure unknownKey(FingerprintRefusal refusal) {
        HostKey key = refusal.presented();
        return Failure.of(
                        FailureCode.FINGERPRINT_UNTRUSTED,
                        "The SSH server %s is not known yet. Its host key is %s."
                                .formatted(server.place(), key),
                        refusal)
                .next(
                        "Compare it with what ssh-keygen -lf says of the server's %s, then approve it: --trust-fingerprint %s."
                                .formatted(keyFile(key), key.fingerprint()));
    }

    private Failure changedKey(FingerprintRefusal refusal) {
        String old =
                refusal.approved().stream()
                        .map(each ->
                                "%s (approved by %s on %s)"
                                        .formatted(
                                                each.key(),
                                                each.validatedBy(),
                                                MOMENT.format(each.validatedAt())))
                        .collect(Collectors.joining(", "));
        return Failure.of(
                        FailureCode.FINGERPRINT_UNTRUSTED,
                        "The host key of the SSH server %s has changed. Old: %s. New: %s."
                                .formatted(server.place(), old, refusal.presented()),
                        refusal)
                .next(
                        "Ask who runs the server whether the key was changed on purpose: else somebody stands in between. Only then approve the new one: --trust-fingerprint %s."
                                .formatted(refusal.presented().fingerprint()));
    }

    private static String keyFile(HostKey key) {
        String kind =
                key.type().startsWith("ecdsa-") ? "ecdsa" : key.type().replaceFirst("^ssh-", "");
        return "/etc/ssh/ssh_host_%s_key.pub".formatted(kind);
    }

    private Failure disagreement(SshWatch watch) {
        Map<KexProposalOption, String> offered = watch.offered();
        String hostKeys =
                offered == null ? "" : offered.getOrDefault(KexProposalOption.SERVERKEYS, "");
        boolean oldHostKeys =
                !hostKeys.isEmpty()
                        && Set.of("ssh-rsa", "ssh-dss")
                                .containsAll(List.of(hostKeys.split(",", -1)));
        if (oldHostKeys) {
            return Failure.of(
                            FailureCode.SSH_ALGORITHMS,
                            "The SSH server %s only offers host keys with SHA-1 signatures (%s)."
                                    .formatted(server.place(), printable(hostKeys)),
                            watch.disagreement())
                    .next(
                            "Enable rsa-sha2-512, rsa-sha2-256 or ssh-ed25519 in its HostKeyAlgorithms.");
        }
        String kex = offered == null ? "" : offered.getOrDefault(KexProposalOption.ALGORITHMS, "");
        return Failure.of(
                        FailureCode.SSH_ALGORITHMS,
                        "The SSH server %s offers no key exchange or cipher that is still safe (%s)."
                                .formatted(server.place(), printable(kex)),
                        watch.disagreement())
                .next("Enable curve25519-sha256 and aes128-gcm@openssh.com, or update the server.");
    }

    /// Signing in failed.
    Failure login(
            SshWatch watch,
            ClientSession session,
            List<KeyPair> keys,
            IOException error,
            Deadline deadline) {
        if (cause(error, TimeoutException.class) != null) {
            return Failure.of(
                    FailureCode.HOST_UNREACHABLE,
                    "The SSH server %s did not answer the sign-in within %d s."
                            .formatted(server.place(), deadline.seconds()),
                    error);
        }
        if (watch.keyAccepted()) {
            return Failure.of(
                            FailureCode.AUTHENTICATION_FAILED,
                            "The SSH server %s took our key for user \"%s\", but wants more (%s)."
                                    .formatted(
                                            server.place(),
                                            server.user(),
                                            String.join(", ", watch.otherMethods())),
                            new TunnelRefusal(error))
                    .next("Let this user sign in with its key alone (AuthenticationMethods).");
        }
        HostKey ours = SshKeys.publicKey(keys.getFirst().getPublic());
        if (!understood(watch, session, keys)) {
            return Failure.of(
                            FailureCode.SSH_ALGORITHMS,
                            "The SSH server %s only takes signatures that are no longer safe (ssh-rsa with SHA-1) from our keys."
                                    .formatted(server.place()),
                            error)
                    .next(
                            "Enable rsa-sha2-512 and rsa-sha2-256 in its PubkeyAcceptedAlgorithms, or use an Ed25519 key.");
        }
        return refused(ours, error);
    }

    private Failure refused(HostKey ours, IOException error) {
        // Servers say what they know, not what they were told to accept.
        String algorithms =
                ours.type().equals(SshKeyType.RSA.wireName())
                        ? "; for an RSA key its PubkeyAcceptedAlgorithms needs rsa-sha2-512"
                        : "";
        return Failure.of(
                        FailureCode.AUTHENTICATION_FAILED,
                        "The SSH server %s refused our key for user \"%s\"."
                                .formatted(server.place(), server.user()),
                        new TunnelRefusal(error))
                .next(
                        "Check that it is on one line in that user's authorized_keys there (~/.ssh mode 700, the file 600)%s: %s headrace"
                                .formatted(algorithms, ours.line()));
    }

    /// Whether the server can check a signature of at least one of our keys, as far as it said.
    private static boolean understood(SshWatch watch, ClientSession session, List<KeyPair> keys) {
        Set<String> known =
                session.getAttribute(DefaultClientKexExtensionHandler.SERVER_ALGORITHMS);
        if (known == null) {
            boolean rsaOnly =
                    keys.stream().allMatch(key -> key.getPublic().getAlgorithm().equals("RSA"));
            return !(rsaOnly && beforeSha2(watch.identification()));
        }
        return keys.stream()
                .map(key -> SshKeys.publicKey(key.getPublic()).type())
                .flatMap(type -> SshClients.signatureNames(type).stream())
                .anyMatch(known::contains);
    }

    private static boolean beforeSha2(String identification) {
        Matcher version = OPENSSH.matcher(identification);
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major < OPENSSH_SHA2_MAJOR
                || (major == OPENSSH_SHA2_MAJOR
                        && Integer.parseInt(version.group(2)) < OPENSSH_SHA2_MINOR);
    }

    /// The server did not connect us to the database.
    Failure stream(IOException error, Deadline deadline) {
        SshChannelOpenException refused = cause(error, SshChannelOpenException.class);
        if (refused != null) {
            return refused.getReasonCode() == SshConstants.SSH_OPEN_CONNECT_FAILED
                    ? databaseUnreachable(refused)
                    : denied(refused);
        }
        if (cause(error, TimeoutException.class) != null) {
            return Failure.of(
                            FailureCode.HOST_UNREACHABLE,
                            "The tunnel works, but the SSH server %s got no answer from %s within %d s."
                                    .formatted(server.host(), database, deadline.seconds()),
                            error)
                    .next(
                            "Allow inbound TCP to %s from the SSH server's address in the database's firewall."
                                    .formatted(database));
        }
        return lost(error);
    }

    private Failure databaseUnreachable(SshChannelOpenException refused) {
        return Failure.of(
                        FailureCode.HOST_UNREACHABLE,
                        "The tunnel works, but the SSH server %s cannot reach %s: %s."
                                .formatted(server.host(), database, words(refused)),
                        refused)
                .next(
                        "Check the database's host and port as the SSH server sees them, and allow the SSH server's address in on that port.");
    }

    private Failure denied(SshChannelOpenException refused) {
        return Failure.of(
                        FailureCode.SSH_FORWARDING_DENIED,
                        "The SSH server %s does not let \"%s\" connect to %s through it."
                                .formatted(server.place(), server.user(), database),
                        refused)
                .next(
                        "Set AllowTcpForwarding yes in its sshd_config; PermitOpen there, and permitopen in authorized_keys, must allow %s."
                                .formatted(database));
    }

    Failure lost(@Nullable Exception error) {
        return Failure.of(
                FailureCode.CONNECTION_LOST,
                "The SSH tunnel through %s ended.".formatted(server.place()),
                error);
    }

    private static String words(SshChannelOpenException refused) {
        String text = printable(String.valueOf(refused.getMessage()));
        return text.isEmpty() ? "it gave no reason" : text;
    }

    /// What a server sent, fit to be shown: ASCII that prints, of bounded length.
    private static String printable(String text) {
        String safe = text.replaceAll("[^\\x20-\\x7e]", "?").strip();
        return safe.length() <= GREETING_SHOWN_MAX
                ? safe
                : safe.substring(0, GREETING_SHOWN_MAX) + "...";
    }

    static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> type) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }
}
