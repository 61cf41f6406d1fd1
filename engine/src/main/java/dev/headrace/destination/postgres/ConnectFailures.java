package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/// Why a connection could not be made, from the exception's causes.
final class ConnectFailures {
    private final DatabaseAddress address;
    private final SqlFailures others;

    ConnectFailures(DatabaseAddress address, SqlFailures others) {
        this.address = address;
        this.others = others;
    }

    Failure of(SQLException error) {
        if (SqlFailures.server(error) != null) {
            return answered(error);
        }
        if (cause(error, UnknownHostException.class) != null) {
            return SqlFailures.failure(
                    FailureCode.HOST_UNKNOWN,
                    "The host \"" + address.host() + "\" is not known.",
                    error);
        }
        if (cause(error, SSLException.class) != null) {
            return untrusted("TLS with " + where() + " failed.", error);
        }
        return ofState(Optional.ofNullable(error.getSQLState()).orElse(""), error);
    }

    /// What a server, or a pooler in front of it, says to the login.
    private Failure answered(SQLException error) {
        if (!SqlFailures.is(error, PSQLState.PROTOCOL_VIOLATION.getState())) {
            return others.of(error);
        }
        return SqlFailures.failure(
                        FailureCode.POOLER_MODE,
                        "The pooler at " + where() + " refuses the way in which drivers sign in.",
                        error)
                .next("Add extra_float_digits to the pooler's ignore_startup_parameters.");
    }

    private Failure ofState(String state, SQLException error) {
        if (state.startsWith("28")) {
            return others.of(error);
        }
        if (state.equals(PSQLState.CONNECTION_REJECTED.getState())) {
            return rejected(error);
        }
        String what =
                cause(error, NoRouteToHostException.class) == null
                        ? " does not answer."
                        : " cannot be reached: there is no route to it.";
        return SqlFailures.failure(
                FailureCode.HOST_UNREACHABLE, "The server " + where() + what, error);
    }

    /// The driver's own refusals: a server without TLS where TLS is asked for, a login method that
    /// it cannot do, no password at hand.
    private Failure rejected(SQLException error) {
        return switch (address.tls()) {
            case REQUIRE, VERIFY_CA, VERIFY_FULL ->
                    untrusted(
                            "The server " + where() + " does not offer the TLS asked for.", error);
            case DISABLE, ALLOW, PREFER ->
                    SqlFailures.failure(
                            FailureCode.AUTHENTICATION_FAILED,
                            "Signing in to %s as \"%s\" failed.".formatted(where(), address.user()),
                            error);
        };
    }

    private static Failure untrusted(String message, SQLException error) {
        return SqlFailures.failure(FailureCode.CERTIFICATE_UNTRUSTED, message, error);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> type) {
        for (Throwable at = error; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
        }
        return null;
    }

    private String where() {
        return address.host() + ":" + address.port();
    }
}
