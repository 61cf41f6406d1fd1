package dev.headrace.connectivity;

import dev.headrace.secret.Secret;
import org.jspecify.annotations.Nullable;

/// A database and how to sign in to it.
///
/// @param host a name or an address, IPv6 without brackets
/// @param port 1 to 65535
/// @param password null where the server asks for none
/// @param tls what the user asked of TLS, null where that was left open
/// @param rootCertificate path of a PEM file that `verify-ca` and `verify-full` check against, null
///   for the default
/// @param channelBinding whether signing in must be bound to the TLS channel, so that nobody in
///   between can take part in it
public record DatabaseAddress(
        String host,
        int port,
        String database,
        String user,
        @Nullable Secret password,
        @Nullable TlsMode tls,
        @Nullable String rootCertificate,
        boolean channelBinding) {

    /// The `rootCertificate` that stands for the authorities that everybody knows.
    public static final String PUBLIC_ROOTS = "system";

    /// Without a demand for channel binding; it is used all the same where both sides can.
    public DatabaseAddress(
            String host,
            int port,
            String database,
            String user,
            @Nullable Secret password,
            @Nullable TlsMode tls,
            @Nullable String rootCertificate) {
        this(host, port, database, user, password, tls, rootCertificate, false);
    }

    /// The same with another password.
    public DatabaseAddress withPassword(Secret other) {
        return new DatabaseAddress(
                host, port, database, user, other, tls, rootCertificate, channelBinding);
    }

    /// The same with the roots of a file.
    DatabaseAddress withRootCertificate(String file) {
        return new DatabaseAddress(host, port, database, user, password, tls, file, channelBinding);
    }

    /// What libpq's `sslmode` says.
    public enum TlsMode {
        DISABLE("disable"),
        ALLOW("allow"),
        PREFER("prefer"),
        REQUIRE("require"),
        VERIFY_CA("verify-ca"),
        VERIFY_FULL("verify-full");

        private final String label;

        TlsMode(String label) {
            this.label = label;
        }

        /// The spelling of libpq and of the URL.
        public String label() {
            return label;
        }
    }

    /// For people and logs: no password.
    @Override
    public String toString() {
        return "postgresql://%s@%s/%s".formatted(user, place(host, port), database);
    }

    /// For people: `host:port`, IPv6 in brackets.
    public static String place(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
