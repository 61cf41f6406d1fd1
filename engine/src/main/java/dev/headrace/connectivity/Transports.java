package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;

/// Opens the way that a user chose.
final class Transports {
    private Transports() {}

    /// @throws Failure where the way cannot be opened: `HOST_UNKNOWN`, `HOST_PRIVATE`,
    ///   `REGION_MISMATCH`, `PRIVATE_LINK_NOT_READY`, `NETWORKING_UNSUPPORTED`
    static Transport open(DatabaseConnection connection, Surroundings surroundings) {
        DatabaseAddress address = connection.address();
        boolean saas = connection.deployment() == Deployment.SAAS;
        return switch (connection.networking()) {
            case Networking.Direct _ -> direct(address.host(), address.port(), saas, surroundings);
            case Networking.SshTunnel way ->
                    new SshTransport(
                            way.server(),
                            resolve(way.server(), saas, surroundings),
                            address,
                            surroundings);
            case Networking.ThroughPrivateLink way -> {
                way.link().requireUsable(connection.region());
                yield direct(way.link().host(), address.port(), false, surroundings);
            }
            case Networking.ThroughProxyAgent _ -> throw unsupported("A proxy agent");
        };
    }

    private static Transport direct(
            String host, int port, boolean guarded, Surroundings surroundings) {
        return new DirectTransport(
                resolve(host, guarded, surroundings), port, surroundings.listener());
    }

    private static CheckedHost resolve(
            SshServer server, boolean guarded, Surroundings surroundings) {
        try {
            return resolve(server.host(), guarded, surroundings);
        } catch (Failure failure) {
            throw failure.next(
                    failure.code() == FailureCode.HOST_PRIVATE
                            ? "Name a public address of the SSH server. Whoever operates this"
                                    + " installation can open a range with allowed-private-ranges"
                                    + " (--allow-private on the command line), a metadata address never."
                            : "Check the SSH host: its spelling, and that DNS knows it here.");
        }
    }

    private static CheckedHost resolve(String host, boolean guarded, Surroundings surroundings) {
        surroundings.listener().trying("resolving " + host);
        AddressGuard guard =
                new AddressGuard(
                        guarded, surroundings.allowedPrivateRanges(), surroundings.lookup());
        return guard.check(host);
    }

    private static Failure unsupported(String what) {
        return Failure.of(
                FailureCode.NETWORKING_UNSUPPORTED, what + " cannot be used as a way to it yet.");
    }
}
