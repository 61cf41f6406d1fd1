package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.util.Optional;
import org.postgresql.plugin.AuthenticationRequestType;

/// In which ways of signing in a password may leave.
final class PasswordRule {
    private PasswordRule() {}

    /// @param safe whether nobody but the true server can listen
    static Optional<Failure> refusal(
            DatabaseAddress address, AuthenticationRequestType type, boolean safe) {
        return switch (type) {
            case CLEARTEXT_PASSWORD -> refusal(address, safe, "in clear text (password)");
            case MD5_PASSWORD -> refusal(address, safe, "hashed by MD5 (md5)");
            case SASL -> refusal(address, true, "by scram-sha-256");
            case GSS -> Optional.empty();
        };
    }

    private static Optional<Failure> refusal(DatabaseAddress address, boolean safe, String how) {
        String place = DatabaseAddress.place(address.host(), address.port());
        if (address.password() == null) {
            return Optional.of(
                    Failure.of(
                                    FailureCode.AUTHENTICATION_FAILED,
                                    "%s asks \"%s\" for a password %s, and none was given."
                                            .formatted(place, address.user(), how))
                            .next(
                                    "Give it: in PGPASSWORD, in ~/.pgpass, in a profile or in the"
                                            + " URL."));
        }
        if (safe) {
            return Optional.empty();
        }
        return Optional.of(
                Failure.of(
                                FailureCode.AUTHENTICATION_INSECURE,
                                "%s asks for the password of \"%s\" %s, where somebody else could"
                                                .formatted(place, address.user(), how)
                                        + " listen or pretend to be the server. It was not sent.")
                        .next(
                                "Switch the server to scram-sha-256, or connect by TLS that is"
                                        + " verified (approve its certificate), or through an SSH tunnel."));
    }
}
