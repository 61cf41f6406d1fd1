package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.Line;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
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

    /// @param line the stream on which it was tried
    /// @param from our address on it, for people
    /// @param welcome whether the server let us in before
    Failure of(SQLException error, Line line, String from, boolean welcome) {
        if (SqlFailures.server(error) != null) {
            Failure answered = notInHba(error) ? refusedByHba(error, line, from) : answered(error);
            return line.identityAsked() && !line.identityShown() && isNotInHba(answered)
                    ? answered.next(
                            "Check user and password; where the server demands a client"
                                    + " certificate, give one with sslcert and sslkey.")
                    : answered;
        }
        Failure before = cause(error, Failure.class);
        if (before != null) {
            return before;
        }
        if (!welcome && refusesIdentity(error, line)) {
            return Line.refusedIdentity(address, line.identityShown(), error);
        }
        return ofState(Optional.ofNullable(error.getSQLState()).orElse(""), error);
    }

    /// The same state stands for roles that may not sign in at all.
    private static boolean notInHba(SQLException error) {
        return SqlFailures.is(error, NOT_IN_HBA)
                && SqlFailures.routine(error).equals("ClientAuthentication");
    }

    private Failure refusedByHba(SQLException error, Line line, String from) {
        boolean tls = line.tls() != null;
        String sentence =
                "No line in pg_hba.conf of %s lets the user \"%s\" into the database \"%s\" from %s, %s."
                        .formatted(
                                where(),
                                address.user(),
                                address.database(),
                                from,
                                tls ? "with " + line.tls() : "without TLS");
        String entry =
                "%s \"%s\" \"%s\" %s scram-sha-256"
                        .formatted(
                                tls ? "hostssl" : "host",
                                address.database(),
                                address.user(),
                                from.equals("there")
                                        ? "ADDRESS/32"
                                        : from + (from.indexOf(':') < 0 ? "/32" : "/128"));
        return SqlFailures.failure(FailureCode.AUTHENTICATION_FAILED, sentence, error)
                .next(
                        "Add a line to the server's pg_hba.conf and reload it, for example: "
                                + entry);
    }

    /// In TLS 1.3 the server judges our certificate only when we think that we are in. It says so
    /// and hangs up; what we send meanwhile may make the system forget what it said.
    private static boolean refusesIdentity(SQLException error, Line line) {
        return line.identityAsked()
                && (cause(error, SSLException.class) != null
                        || (line.identityShown() && cause(error, IOException.class) != null));
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
        return ofTls(failure) || isNotInHba(failure);
    }

    /// Whether it was TLS that failed, and not the login.
    static boolean ofTls(Failure failure) {
        return failure.code() == FailureCode.CERTIFICATE_UNTRUSTED
                || failure.code() == FailureCode.TLS_FAILED;
    }

    private static boolean isNotInHba(Failure failure) {
        SQLException error = cause(failure, SQLException.class);
        return failure.code() == FailureCode.AUTHENTICATION_FAILED
                && error != null
                && SqlFailures.is(error, NOT_IN_HBA);
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
        return DatabaseAddress.place(address.host(), address.port());
    }
}
