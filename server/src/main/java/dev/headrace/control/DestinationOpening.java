package dev.headrace.control;

import dev.headrace.catalog.DestinationRows.Row;
import dev.headrace.catalog.DestinationRows.Settings;
import dev.headrace.catalog.PrivateLinkRows;
import dev.headrace.catalog.Transaction;
import dev.headrace.connectivity.AuthenticationMethod;
import dev.headrace.connectivity.ClientCertificate;
import dev.headrace.connectivity.CloudProvider;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.Deployment;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.NetworkingMethod;
import dev.headrace.connectivity.PrivateLink;
import dev.headrace.connectivity.SshServer;
import dev.headrace.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A stored destination as the engine reaches it. Holds its secrets in clear: short-lived, and
/// never printed.
final class DestinationOpening {
    private final Row row;
    private final DestinationConfig config;
    private final Map<String, Secret> secrets;
    private final PrivateLinkRows.@Nullable Row link;

    private DestinationOpening(
            Row row, Map<String, Secret> secrets, PrivateLinkRows.@Nullable Row link) {
        this.row = row;
        this.config = DestinationConfig.parse(row.settings().config());
        this.secrets = secrets;
        this.link = link;
    }

    static Optional<DestinationOpening> of(
            Transaction transaction, SealedSecrets secrets, String id) {
        return transaction
                .destinations()
                .find(id)
                .map(row ->
                        new DestinationOpening(
                                row,
                                secrets.of(transaction, "destination", id),
                                Optional.ofNullable(row.settings().way().privateLinkId())
                                        .flatMap(transaction.privateLinks()::find)
                                        .orElse(null)));
    }

    Row row() {
        return row;
    }

    /// What must be there before anything can be reached, and is not.
    static List<String> missing(Row row) {
        Settings settings = row.settings();
        DestinationConfig config = DestinationConfig.parse(settings.config());
        List<String> needed = new ArrayList<>(List.of("host", "port", "user", "database"));
        switch (authentication(config)) {
            case PASSWORD -> needed.add("password");
            case CLIENT_CERTIFICATE ->
                    needed.addAll(List.of("client_public_certificate", "client_private_key"));
            case AWS_IAM, ENTRA_ID -> {}
        }
        NetworkingMethod method = DestinationMerge.method(settings);
        if (method == NetworkingMethod.SSH_TUNNEL) {
            needed.addAll(List.of("tunnel_host", "tunnel_user"));
        }
        List<String> missing = new ArrayList<>();
        for (String key : needed) {
            if (config.text(key).isEmpty()) {
                missing.add(key);
            }
        }
        if (method == NetworkingMethod.PRIVATE_LINK && settings.way().privateLinkId() == null) {
            missing.add("private_link_id");
        }
        if (method == NetworkingMethod.PROXY_AGENT && settings.way().proxyAgentId() == null) {
            missing.add("proxy_agent_id");
        }
        return missing;
    }

    /// Nothing may be [#missing].
    ///
    /// @throws dev.headrace.failure.Failure where a private link does not fit
    DatabaseConnection connection() {
        boolean hybrid = row.settings().way().hybridAgentId() != null;
        return new DatabaseConnection(
                new DatabaseAddress(
                        text("host"),
                        config.port("port").orElseThrow(),
                        text("database"),
                        text("user"),
                        secrets.get("password"),
                        null,
                        null),
                networking(),
                hybrid ? Deployment.HYBRID : Deployment.SAAS,
                authentication(config),
                config.flag("always_encrypted"),
                clientCertificate(),
                row.settings().region());
    }

    private Networking networking() {
        return switch (DestinationMerge.method(row.settings())) {
            case DIRECT -> new Networking.Direct();
            case SSH_TUNNEL ->
                    new Networking.SshTunnel(
                            new SshServer(
                                    text("tunnel_host"),
                                    config.port("tunnel_port").orElse(SshServer.PORT_DEFAULT),
                                    text("tunnel_user")));
            case PRIVATE_LINK -> new Networking.ThroughPrivateLink(link());
            case PROXY_AGENT ->
                    new Networking.ThroughProxyAgent(
                            String.valueOf(row.settings().way().proxyAgentId()));
        };
    }

    private PrivateLink link() {
        PrivateLinkRows.Row found = link;
        if (found == null) {
            throw PrivateLinks.missing(String.valueOf(row.settings().way().privateLinkId()));
        }
        return new PrivateLink(
                found.name(),
                CloudProvider.valueOf(PrivateLinkServices.cloud(found.service())),
                found.region(),
                found.status().host(),
                switch (found.status().state()) {
                    case "OK" -> PrivateLink.State.READY;
                    case "FAIL" -> PrivateLink.State.FAILED;
                    default -> PrivateLink.State.CREATING;
                });
    }

    private @Nullable ClientCertificate clientCertificate() {
        Secret key = secrets.get("client_private_key");
        Optional<String> chain = config.text("client_public_certificate");
        return key == null || chain.isEmpty()
                ? null
                : new ClientCertificate(chain.get(), key, null);
    }

    private static AuthenticationMethod authentication(DestinationConfig config) {
        return config.text("auth_method")
                .map(AuthenticationMethod::valueOf)
                .orElse(AuthenticationMethod.PASSWORD);
    }

    private String text(String key) {
        return config.text(key).orElseThrow();
    }
}
