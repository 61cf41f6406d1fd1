package dev.headrace.connectivity;

import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// A stream to the server on which a client may introduce itself.
///
/// @param tls the protocol, such as `TLSv1.3`; null where there is none
/// @param passwordSafe whether a password may be sent as it is, or hashed the old way: inside
///   verified TLS, inside a tunnel, on this machine
public record Line(Socket socket, @Nullable String tls, boolean passwordSafe) {}
