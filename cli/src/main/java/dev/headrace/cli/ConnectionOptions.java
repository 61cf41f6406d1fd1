package dev.headrace.cli;

import dev.headrace.connectivity.AddressRange;
import dev.headrace.connectivity.Approvals;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.connectivity.Deployment;
import dev.headrace.connectivity.HostLookup;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.NetworkingMethod;
import dev.headrace.connectivity.PrivateLink;
import dev.headrace.connectivity.RouteListener;
import dev.headrace.connectivity.SshIdentities;
import dev.headrace.connectivity.SshServer;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.failure.Failure;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/// The options that say where a destination is and how it is reached, the same for every command
/// that reaches one.
final class ConnectionOptions {
    static final CommandOption TO =
            CommandOption.value(
                    "--to",
                    "DESTINATION",
                    "postgresql://user:password@host:port/database, or the name of a profile in"
                            + " destinations.yaml; a password may stand in PGPASSWORD or ~/.pgpass"
                            + " instead");

    static final OptionGroup WAY =
            new OptionGroup(
                    "How it is reached",
                    CommandOption.choice(
                            "--deployment",
                            "hybrid: this machine stands in your own network; saas: it does not,"
                                    + " and private addresses are refused (hybrid)",
                            "hybrid",
                            "saas"),
                    CommandOption.value(
                            "--ssh",
                            "USER@HOST[:PORT]",
                            "Through an SSH server that reaches the database: allow this machine in"
                                    + " on its SSH port, and it on the database's port. Not needed"
                                    + " where this machine reaches the database itself"),
                    CommandOption.value(
                            "--ssh-key", "FILE", "Our private key for it (headrace ssh-key show)"),
                    CommandOption.flag("--require-tls-through-tunnel", "TLS inside the tunnel too"),
                    CommandOption.value(
                            "--private-link",
                            "NAME",
                            "Through a private link of private-links.yaml"),
                    CommandOption.repeatable(
                            "--allow-private",
                            "CIDR",
                            "With --deployment saas: these addresses may be reached; repeatable"));

    static final OptionGroup TRUST =
            new OptionGroup(
                    "Whom to trust",
                    CommandOption.repeatable(
                            "--trust-certificate",
                            "SHA256",
                            "Approve the certificate of this SHA-256, if it is presented;"
                                    + " repeatable"),
                    CommandOption.flag(
                            "--trust-certificates", "Approve what the server presents now"),
                    CommandOption.repeatable(
                            "--trust-fingerprint",
                            "SHA256",
                            "Approve the SSH host key of this SHA-256; repeatable"),
                    CommandOption.flag(
                            "--trust-fingerprints", "Approve what the SSH server presents now"));

    private final Arguments arguments;
    private final Environment environment;
    private final Consumer<String> warnings;

    ConnectionOptions(Arguments arguments, Environment environment, Consumer<String> warnings) {
        this.arguments = arguments;
        this.environment = environment;
        this.warnings = warnings;
    }

    static ConnectionOptions of(Invocation call) {
        return new ConnectionOptions(call.arguments(), call.environment(), call.output()::warn);
    }

    /// What `--to` and its companions name.
    ///
    /// @param command for people: `headrace check`
    /// @throws Failure `USAGE` where it means nothing, or where two of them contradict each other
    ChosenDestination choose(String command) {
        String to =
                arguments
                        .value("--to")
                        .filter(text -> !text.isBlank())
                        .orElseThrow(() ->
                                Usage.failure(
                                        "%s needs --to: which database.".formatted(command),
                                        "Add --to postgresql://user@host/database, or --to and a"
                                                + " profile's name."));
        DestinationAddress addresses = new DestinationAddress(environment, warnings);
        DestinationProfiles.Profile profile = addresses.resolve(to);
        DatabaseConnection connection = overruled(profile);
        checkTogether(connection);
        FileApprovals approvals =
                TrustStore.of(environment, InstantSource.system())
                        .approvals(FileApprovals.destination(to, connection.address()));
        return new ChosenDestination(
                connection,
                surroundings(approvals, to),
                new TrustFlags(arguments, approvals, warnings));
    }

    private DatabaseConnection overruled(DestinationProfiles.Profile profile) {
        DatabaseConnection said = profile.connection();
        boolean tls = arguments.has("--require-tls-through-tunnel");
        refuse(
                tls && profile.encryptionNamed() && !said.alwaysEncrypted(),
                "--require-tls-through-tunnel contradicts the profile's always_encrypted: false.");
        return new DatabaseConnection(
                said.address(),
                networking(profile),
                arguments.value("--deployment").filter("saas"::equals).isPresent()
                        ? Deployment.SAAS
                        : said.deployment(),
                said.authentication(),
                said.alwaysEncrypted() || tls,
                said.clientCertificate(),
                said.region());
    }

    private Networking networking(DestinationProfiles.Profile profile) {
        Networking said = profile.connection().networking();
        refuse(
                arguments.has("--ssh") && arguments.has("--private-link"),
                "--ssh and --private-link are two ways to one database.");
        Networking wanted =
                arguments
                        .value("--ssh")
                        .map(text -> (Networking) new Networking.SshTunnel(sshServer(text)))
                        .or(() -> arguments.value("--private-link").map(this::link))
                        .orElse(said);
        refuse(
                profile.wayNamed() && !wanted.equals(said),
                "%s contradicts the profile, which says %s."
                        .formatted(
                                arguments.has("--ssh") ? "--ssh" : "--private-link", shown(said)));
        return wanted;
    }

    private static String shown(Networking way) {
        return switch (way) {
            case Networking.Direct _ -> "connection_type: Directly";
            case Networking.SshTunnel(SshServer server) -> "a tunnel through " + server;
            case Networking.ThroughPrivateLink(PrivateLink link) ->
                    "the private link " + link.name();
            case Networking.ThroughProxyAgent(String agent) -> "the proxy agent " + agent;
        };
    }

    private Networking link(String name) {
        return new Networking.ThroughPrivateLink(
                new PrivateLinks(HeadraceHome.of(environment), environment.variables(), warnings)
                        .find(name));
    }

    /// `user@host`, `user@host:port`, an IPv6 address in brackets.
    static SshServer sshServer(String text) {
        int at = text.lastIndexOf('@');
        String user = at < 0 ? "" : text.substring(0, at);
        String place = text.substring(at + 1);
        int hostEnd = place.startsWith("[") ? place.indexOf(']') + 1 : place.indexOf(':');
        String host = hostEnd < 0 ? place : place.substring(0, hostEnd);
        String rest = hostEnd < 0 ? "" : place.substring(hostEnd);
        boolean odd =
                user.isBlank()
                        || user.startsWith("-")
                        || user.indexOf(':') >= 0
                        || host.isEmpty()
                        || (!rest.isEmpty() && (rest.charAt(0) != ':' || rest.indexOf(':', 1) > 0));
        if (odd) {
            throw Usage.failure(
                    "--ssh names no user and host.",
                    "Write --ssh user@host or --ssh user@host:port, an IPv6 address in brackets.");
        }
        return new SshServer(
                DatabaseUrl.checkHost(
                        host.startsWith("[") ? host.substring(1, host.length() - 1) : host),
                rest.length() < 2
                        ? SshServer.PORT_DEFAULT
                        : DatabaseUrl.parsePort(rest.substring(1)),
                user);
    }

    private void checkTogether(DatabaseConnection connection) {
        boolean tunnel = connection.networking().method() == NetworkingMethod.SSH_TUNNEL;
        for (String option :
                List.of(
                        "--ssh-key",
                        "--require-tls-through-tunnel",
                        "--trust-fingerprint",
                        "--trust-fingerprints")) {
            refuse(
                    arguments.has(option) && !tunnel,
                    option + " is for an SSH tunnel, and none is used: add --ssh.");
        }
        TlsMode mode = connection.address().tls();
        boolean open = mode == TlsMode.DISABLE || mode == TlsMode.ALLOW;
        refuse(
                open && connection.alwaysEncrypted(),
                "sslmode=%s contradicts the demand for TLS (%s)."
                        .formatted(
                                mode == null ? "" : mode.label(),
                                arguments.has("--require-tls-through-tunnel")
                                        ? "--require-tls-through-tunnel"
                                        : "always_encrypted"));
        refuse(
                mode == TlsMode.DISABLE
                        && (arguments.has("--trust-certificate")
                                || arguments.has("--trust-certificates")),
                "sslmode=disable contradicts the approval of certificates.");
    }

    private static void refuse(boolean contradiction, String sentence) {
        if (contradiction) {
            throw Usage.failure(sentence, "Leave one of them out.");
        }
    }

    private Surroundings surroundings(Approvals approvals, String to) {
        return new Surroundings(
                approvals,
                identities(to),
                arguments.values("--allow-private").stream().map(ConnectionOptions::range).toList(),
                HostLookup.system(),
                RouteListener.silent(),
                InstantSource.system());
    }

    /// The user's own key, else that of the profile or of this home.
    private SshIdentities identities(String to) {
        return arguments
                .value("--ssh-key")
                .<SshIdentities>map(file -> new SshKeyFile(file, environment))
                .orElseGet(() ->
                        SshKeyStore.of(
                                HeadraceHome.of(environment),
                                DatabaseUrl.isUrl(to) ? null : to,
                                environment.actor(),
                                InstantSource.system()));
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text)
                .orElseThrow(() ->
                        Usage.value(
                                "--allow-private",
                                text,
                                "Write a range such as 10.0.0.0/8, or one address."));
    }
}
