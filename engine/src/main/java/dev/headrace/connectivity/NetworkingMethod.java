package dev.headrace.connectivity;

import java.util.Optional;
import java.util.stream.Stream;

/// How the socket gets to the database, in the API's words.
public enum NetworkingMethod {
    DIRECT("Directly"),
    SSH_TUNNEL("SshTunnel"),
    PRIVATE_LINK("PrivateLink"),
    PROXY_AGENT("ProxyAgent");

    private final String label;

    NetworkingMethod(String label) {
        this.label = label;
    }

    /// The spelling of `connection_type` and `networking_method`.
    public String label() {
        return label;
    }

    public static Optional<NetworkingMethod> find(String label) {
        return Stream.of(values()).filter(method -> method.label.equals(label)).findFirst();
    }
}
