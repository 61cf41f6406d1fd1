package dev.headrace.connectivity;

/// The server that opens a tunnel to the database.
///
/// @param host a name or an address, IPv6 without brackets
/// @param port 1 to 65535
/// @param user the account there that has our public key
public record SshServer(String host, int port, String user) {
    public static final int PORT_DEFAULT = 22;

    /// For people: `user@host:port`.
    @Override
    public String toString() {
        return user + "@" + place();
    }

    /// For people: `host:port`.
    public String place() {
        return DatabaseAddress.place(host, port);
    }
}
