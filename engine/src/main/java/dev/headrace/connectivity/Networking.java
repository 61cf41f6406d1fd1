package dev.headrace.connectivity;

/// A way to the database, as the user chose it.
public sealed interface Networking {

    NetworkingMethod method();

    /// To the database's own address.
    record Direct() implements Networking {
        @Override
        public NetworkingMethod method() {
            return NetworkingMethod.DIRECT;
        }
    }

    /// Through an SSH server that reaches the database.
    record SshTunnel(SshServer server) implements Networking {
        @Override
        public NetworkingMethod method() {
            return NetworkingMethod.SSH_TUNNEL;
        }
    }

    /// Through a cloud's private network.
    record ThroughPrivateLink(PrivateLink link) implements Networking {
        @Override
        public NetworkingMethod method() {
            return NetworkingMethod.PRIVATE_LINK;
        }
    }

    /// Through an agent in the user's network that relays the bytes.
    record ThroughProxyAgent(String agentId) implements Networking {
        @Override
        public NetworkingMethod method() {
            return NetworkingMethod.PROXY_AGENT;
        }
    }
}
