package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.net.NoRouteToHostException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/// Why a connection could not be made, from the exception's causes.
final class ConnectFailures {
    /// No line of the server's `pg_hba.conf` fits user, database, address and use of TLS.
    private static final String NOT_IN_HBA = "28000";

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
        Failure before = cause(error, Failure.class);
        if (before != null) {
            return before;
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

    /// The driver's own refusals: a login method that it cannot do or may not, no password at hand.
    private Failure rejected(SQLException error) {
        return SqlFailures.failure(
                FailureCode.AUTHENTICATION_FAILED,
                "Signing in to %s as \"%s\" failed.".formatted(where(), address.user()),
                error);
    }

    /// Whether the server may let the user in with TLS where it did not without, or the other way
    /// round.
    static boolean otherTlsMayHelp(Failure failure) {
        return switch (failure.code()) {
            case CERTIFICATE_UNTRUSTED -> true;
            case AUTHENTICATION_FAILED ->
                    failure.getCause() instanceof SQLException error
                            && SqlFailures.is(error, NOT_IN_HBA);
            default -> false;
        };
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
