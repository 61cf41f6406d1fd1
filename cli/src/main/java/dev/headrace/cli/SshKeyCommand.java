package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.connectivity.SshKeyType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `headrace ssh-key`: the keys with which Headrace signs in to SSH servers.
final class SshKeyCommand {
    private static final CommandOption TO =
            CommandOption.value(
                    "--to",
                    "DESTINATION",
                    "A profile's name, for that destination's own key; a URL only says what"
                            + " --hardened permits");

    private static final OptionGroup SHOWN =
            new OptionGroup(
                    "Which key",
                    TO,
                    CommandOption.flag(
                            "--rsa", "An RSA key of 4096 bits, for servers without Ed25519"));

    private static final OptionGroup FORM =
            new OptionGroup(
                    "Which form",
                    CommandOption.flag(
                            "--hardened",
                            "The line that permits connecting to the database and nothing else"),
                    CommandOption.value(
                            "--permit", "HOST:PORT", "The database as the SSH server reaches it"));

    private static final CommandDefinition SHOW =
            new CommandDefinition(
                    "headrace ssh-key show",
                    "Prints the public key as one line for authorized_keys. The key is made at its"
                            + " first use. "
                            + hops(),
                    null,
                    List.of(SHOWN, FORM),
                    List.of(
                            new Example(
                                    "The line to add on the SSH server", "headrace ssh-key show"),
                            new Example(
                                    "The same, good for one database only",
                                    "headrace ssh-key show --hardened --permit db.internal:5432"),
                            new Example(
                                    "The key of one destination",
                                    "headrace ssh-key show --to warehouse --hardened")),
                    List.of(),
                    false,
                    SshKeyCommand::show);

    private static final CommandDefinition ROTATE =
            new CommandDefinition(
                    "headrace ssh-key rotate",
                    "Makes a new key and prints its line for authorized_keys. The key before it is"
                            + " still offered, after the new one, until --finish.",
                    null,
                    List.of(
                            new OptionGroup(
                                    "Which key",
                                    TO,
                                    CommandOption.flag(
                                            "--finish",
                                            "Forget the key before, once every server has the new"
                                                    + " one"))),
                    List.of(
                            new Example("Make a new key", "headrace ssh-key rotate"),
                            new Example(
                                    "Once the new line is on the server",
                                    "headrace ssh-key rotate --finish")),
                    List.of(),
                    false,
                    SshKeyCommand::rotate);

    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace ssh-key",
                    "Shows or rotates the key that opens SSH tunnels. " + hops(),
                    null,
                    List.of(),
                    List.of(
                            new Example(
                                    "The line to add on the SSH server", "headrace ssh-key show")),
                    List.of(SHOW, ROTATE),
                    false,
                    null);

    private SshKeyCommand() {}

    private static String hops() {
        return "A tunnel is needed where the database cannot be reached directly but an SSH server"
                + " beside it can. Three places have to agree. This machine to the SSH server:"
                + " allow this machine's address in on the SSH server's port, usually 22. The SSH"
                + " server itself: an account whose authorized_keys (mode 600, in ~/.ssh, mode 700)"
                + " has the line, and AllowTcpForwarding yes. The SSH server to the database: allow"
                + " the SSH server's address in on the database's port, usually 5432.";
    }

    private static ExitStatus show(Invocation call) {
        Arguments arguments = call.arguments();
        boolean hardened = arguments.has("--hardened");
        if (!hardened && arguments.value("--permit").isPresent()) {
            throw Usage.failure("--permit belongs to --hardened.", "Add --hardened.");
        }
        String options = hardened ? restrictions(call) : "";
        SshKeyStore store = store(call);
        SshKeyType type = arguments.has("--rsa") ? SshKeyType.RSA : SshKeyType.ED25519;
        SshKeyStore.Held key = store.get(type);
        boolean rotating = store.getPrevious(type).isPresent();
        call.output().result(Text.of(options + key.line()));
        call.output().document(json(store, key, options, rotating));
        if (rotating) {
            call.output()
                    .note(
                            Text.of(
                                    "The key before this one is still offered; headrace ssh-key"
                                            + " rotate --finish forgets it."));
        }
        return ExitStatus.DONE;
    }

    private static ExitStatus rotate(Invocation call) {
        SshKeyStore store = store(call);
        List<SshKeyType> types = store.types();
        if (call.arguments().has("--finish")) {
            return finish(call, store);
        }
        List<Json.Members> documents = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (SshKeyType type : types.isEmpty() ? List.of(SshKeyType.ED25519) : types) {
            SshKeyStore.Held key = types.isEmpty() ? store.get(type) : store.rotate(type);
            lines.add(key.line());
            documents.add(json(store, key, "", !types.isEmpty()));
        }
        call.output().result(Text.empty().lines(String.join("\n", lines)));
        call.output().document(Json.object().put("keys", documents));
        call.output()
                .note(
                        Text.of(
                                types.isEmpty()
                                        ? "There was no key to rotate, so this is the first one."
                                        : "Add it on the SSH server beside the line before, which"
                                                + " still works. Then run headrace ssh-key rotate"
                                                + " --finish."));
        return ExitStatus.DONE;
    }

    private static ExitStatus finish(Invocation call, SshKeyStore store) {
        boolean any = false;
        for (SshKeyType type : SshKeyType.values()) {
            any |= store.finish(type);
        }
        call.output()
                .result(
                        Text.of(
                                any
                                        ? "The key before is forgotten. Remove its line on the SSH"
                                                + " server."
                                        : "No rotation is under way."));
        call.output().document(Json.object().put("finished", any));
        return ExitStatus.DONE;
    }

    private static SshKeyStore store(Invocation call) {
        String to = call.arguments().value("--to").orElse(null);
        return SshKeyStore.of(
                HeadraceHome.of(call.environment()),
                to == null ? null : profile(call, to),
                call.environment().actor(),
                InstantSource.system());
    }

    /// @return null where a URL is meant, which has no key of its own
    private static @Nullable String profile(Invocation call, String to) {
        if (DatabaseUrl.isUrl(to)) {
            return null;
        }
        // A name that is none would get a key that nothing ever uses.
        address(call, to);
        return to;
    }

    private static DatabaseAddress address(Invocation call, String to) {
        return new DestinationAddress(call.environment(), call.output()::warn)
                .resolve(to)
                .connection()
                .address();
    }

    /// What a hardened line begins with.
    private static String restrictions(Invocation call) {
        String permit = call.arguments().value("--permit").orElse(null);
        String to = call.arguments().value("--to").orElse(null);
        if (permit == null && to == null) {
            throw Usage.failure(
                    "--hardened needs to know the database.",
                    "Add --permit HOST:PORT as the SSH server reaches it, or --to and a profile's"
                            + " name.");
        }
        return "restrict,port-forwarding,permitopen=\"%s\" "
                .formatted(
                        permit == null ? place(address(call, String.valueOf(to))) : place(permit));
    }

    private static String place(DatabaseAddress address) {
        return DatabaseAddress.place(address.host(), address.port());
    }

    private static String place(String permit) {
        int colon = permit.lastIndexOf(':');
        if (colon <= 0) {
            throw Usage.value("--permit", permit, "Write HOST:PORT, such as db.internal:5432.");
        }
        String host = permit.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return DatabaseAddress.place(
                DatabaseUrl.checkHost(bracketed ? host.substring(1, host.length() - 1) : host),
                DatabaseUrl.parsePort(permit.substring(colon + 1)));
    }

    private static Json.Members json(
            SshKeyStore store, SshKeyStore.Held key, String options, boolean rotating) {
        SshKeyStore.Event event = store.lastEvent(key).orElse(null);
        return Json.object()
                .put("public_key", options + key.line())
                .put("key_type", key.type().wireName())
                .put("fingerprint", key.open().fingerprint())
                .put("since", event == null ? null : Report.instant(event.at()))
                .put("by", event == null ? null : event.actor())
                .put("rotating", rotating);
    }
}
