package dev.headrace.cli;

import dev.headrace.connectivity.AuthenticationMethod;
import dev.headrace.connectivity.ClientCertificate;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.connectivity.Deployment;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.NetworkingMethod;
import dev.headrace.connectivity.SshServer;
import dev.headrace.failure.Failure;
import dev.headrace.secret.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Named destinations in `destinations.yaml`, with the keys that the REST API's `config` has.
final class DestinationProfiles {
    private static final List<String> KEYS =
            List.of(
                    "host",
                    "port",
                    "database",
                    "user",
                    "password",
                    "connection_type",
                    "connection_method",
                    "tunnel_host",
                    "tunnel_port",
                    "tunnel_user",
                    "always_encrypted",
                    "auth_method",
                    "client_public_certificate",
                    "client_private_key",
                    "aws_region_code",
                    "external_id",
                    "role_arn",
                    "entra_app_id",
                    "entra_tenant_id",
                    "resource_id",
                    "public_key",
                    "private_link_id",
                    "proxy_agent_id",
                    "region",
                    "sslmode",
                    "sslrootcert");

    private static final Map<String, AuthenticationMethod> METHODS = new LinkedHashMap<>();

    private static final Map<String, NetworkingMethod> WAYS = new LinkedHashMap<>();

    static {
        Stream.of(AuthenticationMethod.values()).forEach(each -> METHODS.put(each.name(), each));
        Stream.of(NetworkingMethod.values()).forEach(each -> WAYS.put(each.label(), each));
    }

    private final HeadraceHome home;
    private final Map<String, String> environment;
    private final Consumer<String> warnings;

    /// What a profile says.
    ///
    /// @param wayNamed whether it names the way to the database, and does not only leave it open
    /// @param encryptionNamed whether it says whether TLS is demanded
    record Profile(DatabaseConnection connection, boolean wayNamed, boolean encryptionNamed) {}

    /// @param warnings takes what the user should know, a sentence each
    DestinationProfiles(
            HeadraceHome home, Map<String, String> environment, Consumer<String> warnings) {
        this.home = home;
        this.environment = environment;
        this.warnings = warnings;
    }

    /// What a profile names; a password only where the profile has one.
    ///
    /// @throws Failure `USAGE` where there is no such profile, or where it cannot be used
    Profile find(String name) {
        YamlFile file = new YamlFile(home.profiles());
        Map<String, Object> all = file.read();
        Object profile = all.get(name);
        if (profile == null) {
            throw unknown(name, all);
        }
        String what = "The profile '%s'".formatted(name);
        ProfileKeys keys =
                new ProfileKeys(what, file.map(profile, what), file.path(), environment, warnings);
        keys.allowOnly(KEYS);
        return profile(keys);
    }

    private Failure unknown(String name, Map<String, Object> all) {
        String meant =
                Spelling.nearest(name, all.keySet()).map(" Did you mean %s?"::formatted).orElse("");
        return Usage.failure(
                "'%s' is neither a URL that begins postgresql:// nor a profile.%s"
                        .formatted(Usage.shown(name), meant),
                "Write postgresql://user@host:port/database, or add the profile to %s."
                        .formatted(home.profiles()));
    }

    private Profile profile(ProfileKeys keys) {
        Networking networking = networking(keys);
        boolean wayNamed =
                keys.has("connection_type")
                        || keys.has("connection_method")
                        || !(networking instanceof Networking.Direct);
        AuthenticationMethod method =
                keys.word("auth_method", METHODS).orElse(AuthenticationMethod.PASSWORD);
        DatabaseConnection connection =
                new DatabaseConnection(
                        address(keys),
                        networking,
                        Deployment.HYBRID,
                        method,
                        keys.truth("always_encrypted").orElse(false),
                        clientCertificate(keys, method),
                        keys.text("region").orElse(null));
        return new Profile(connection, wayNamed, keys.has("always_encrypted"));
    }

    private static DatabaseAddress address(ProfileKeys keys) {
        return new DatabaseAddress(
                DatabaseUrl.checkHost(keys.required("host")),
                keys.port("port", DatabaseUrl.PORT_DEFAULT),
                keys.required("database"),
                keys.required("user"),
                keys.secret("password"),
                keys.text("sslmode").map(DatabaseUrl::parseTls).orElse(null),
                keys.text("sslrootcert").orElse(null));
    }

    private Networking networking(ProfileKeys keys) {
        NetworkingMethod way =
                keys.word("connection_type", WAYS)
                        .or(() -> keys.word("connection_method", WAYS))
                        .orElseGet(() -> implied(keys));
        refuseStray(keys, way, NetworkingMethod.SSH_TUNNEL, "tunnel_");
        refuseStray(keys, way, NetworkingMethod.PRIVATE_LINK, "private_link_id");
        refuseStray(keys, way, NetworkingMethod.PROXY_AGENT, "proxy_agent_id");
        return switch (way) {
            case DIRECT -> new Networking.Direct();
            case SSH_TUNNEL ->
                    new Networking.SshTunnel(
                            new SshServer(
                                    DatabaseUrl.checkHost(keys.required("tunnel_host")),
                                    keys.port("tunnel_port", SshServer.PORT_DEFAULT),
                                    keys.required("tunnel_user")));
            case PRIVATE_LINK ->
                    new Networking.ThroughPrivateLink(
                            new PrivateLinks(home, environment, warnings)
                                    .find(keys.required("private_link_id")));
            case PROXY_AGENT -> new Networking.ThroughProxyAgent(keys.required("proxy_agent_id"));
        };
    }

    private static NetworkingMethod implied(ProfileKeys keys) {
        if (keys.names().anyMatch(key -> key.startsWith("tunnel_"))) {
            return NetworkingMethod.SSH_TUNNEL;
        }
        if (keys.has("private_link_id")) {
            return NetworkingMethod.PRIVATE_LINK;
        }
        return keys.has("proxy_agent_id") ? NetworkingMethod.PROXY_AGENT : NetworkingMethod.DIRECT;
    }

    /// A key of another way than the one that is named: nobody can tell which is meant.
    private static void refuseStray(
            ProfileKeys keys, NetworkingMethod way, NetworkingMethod owner, String prefix) {
        if (way == owner) {
            return;
        }
        keys.names()
                .filter(key -> key.startsWith(prefix))
                .findFirst()
                .ifPresent(key -> {
                    throw Usage.failure(
                            "%s has connection_type: %s and %s, which belongs to %s."
                                    .formatted(keys.what(), way.label(), key, owner.label()),
                            "Leave one of them out.");
                });
    }

    private static @Nullable ClientCertificate clientCertificate(
            ProfileKeys keys, AuthenticationMethod method) {
        Secret chain = keys.secret("client_public_certificate");
        Secret key = keys.secret("client_private_key");
        if (chain == null && key == null) {
            if (method == AuthenticationMethod.CLIENT_CERTIFICATE) {
                throw Usage.failure(
                        "%s has auth_method: CLIENT_CERTIFICATE and no certificate."
                                .formatted(keys.what()),
                        "Add client_public_certificate and client_private_key, PEM each.");
            }
            return null;
        }
        if (chain == null || key == null) {
            throw Usage.failure(
                    "%s has %s without the other half."
                            .formatted(
                                    keys.what(),
                                    chain == null
                                            ? "client_private_key"
                                            : "client_public_certificate"),
                    "Give both, PEM each.");
        }
        return new ClientCertificate(chain.reveal(), key, null);
    }
}
