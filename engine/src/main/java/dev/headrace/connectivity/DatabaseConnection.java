package dev.headrace.connectivity;

import dev.headrace.secret.Secret;
import org.jspecify.annotations.Nullable;

/// Everything that a user says about a database and the way to it.
///
/// @param alwaysEncrypted whether TLS is demanded where it would be left out: on loopback, in a
///   tunnel (*Require TLS through tunnel*), by a server that does not offer it
/// @param region the destination's data processing location, null where nobody named one
public record DatabaseConnection(
        DatabaseAddress address,
        Networking networking,
        Deployment deployment,
        AuthenticationMethod authentication,
        boolean alwaysEncrypted,
        @Nullable ClientCertificate clientCertificate,
        @Nullable String region) {

    /// Directly from a machine in the user's own network, with a password.
    public static DatabaseConnection direct(DatabaseAddress address) {
        return new DatabaseConnection(
                address,
                new Networking.Direct(),
                Deployment.HYBRID,
                AuthenticationMethod.PASSWORD,
                false,
                null,
                null);
    }

    public DatabaseConnection withAddress(DatabaseAddress other) {
        return new DatabaseConnection(
                other,
                networking,
                deployment,
                authentication,
                alwaysEncrypted,
                clientCertificate,
                region);
    }

    public DatabaseConnection withClientCertificate(@Nullable ClientCertificate shown) {
        return new DatabaseConnection(
                address, networking, deployment, authentication, alwaysEncrypted, shown, region);
    }

    public DatabaseConnection withPassword(Secret password) {
        return withAddress(address.withPassword(password));
    }
}
