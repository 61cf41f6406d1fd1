package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// A stream to the server on which a client may introduce itself.
///
/// @param tls the protocol, such as `TLSv1.3`; null where there is none
/// @param passwordSafe whether a password may be sent as it is, or hashed the old way: inside
///   verified TLS, inside a tunnel, on this machine
/// @param verdict on the server's certificates, null without TLS
/// @param identityAsked whether the server asked for a certificate of ours
/// @param identityShown whether we have one
public record Line(
        Socket socket,
        @Nullable String tls,
        boolean passwordSafe,
        CertificateVerdict.@Nullable Trusted verdict,
        boolean identityAsked,
        boolean identityShown) {

    static Line plain(Socket socket, boolean passwordSafe) {
        return new Line(socket, null, passwordSafe, null, false, false);
    }

    /// What to say where the server wants a certificate of ours that we do not have, or does not
    /// take the one that we have.
    ///
    /// @param shown whether we have one
    public static Failure refusedIdentity(DatabaseAddress address, boolean shown, Throwable error) {
        String place = DatabaseAddress.place(address.host(), address.port());
        return shown
                ? Failure.of(
                                FailureCode.AUTHENTICATION_FAILED,
                                "%s does not accept our client certificate.".formatted(place),
                                error)
                        .next(
                                "Use one that is signed by an authority in the server's ssl_ca_file,"
                                        + " is not expired, and is for the user \"%s\"."
                                                .formatted(address.user()))
                : Failure.of(
                                FailureCode.AUTHENTICATION_FAILED,
                                "%s demands a client certificate, and none was given."
                                        .formatted(place),
                                error)
                        .next(
                                "Give one: sslcert and sslkey in the URL, or"
                                        + " client_public_certificate and client_private_key in a profile.");
    }
}
