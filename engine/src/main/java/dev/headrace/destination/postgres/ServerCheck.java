package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLState;

/// Whether a server can be loaded at all; looked at once, on the first session.
final class ServerCheck {
    private static final String STATE =
            """
            SELECT pg_catalog.pg_is_in_recovery(),
                   current_setting('default_transaction_read_only')::boolean,
                   current_setting('server_encoding')\
            """;

    private final DatabaseAddress address;
    private final ServerConnections connections;

    ServerCheck(ServerConnections connections) {
        this.address = connections.address();
        this.connections = connections;
    }

    /// @throws Failure when it cannot
    void run(ServerConnections.Opened session) throws SQLException {
        State state = look(session);
        requirePrimary(state);
        requireWritable(state);
        requireUnicode(state);
        if (session.pooled()) {
            requireSessionMode(session);
        }
    }

    /// What a server says of itself.
    record State(boolean recovering, boolean readOnly, String encoding) {}

    State look(ServerConnections.Opened session) throws SQLException {
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            row.next();
            return new State(row.getBoolean(1), row.getBoolean(2), row.getString(3));
        }
    }

    void requirePrimary(State state) {
        if (state.recovering()) {
            throw Failure.of(
                    FailureCode.DESTINATION_READ_ONLY,
                    "The server %s:%d is a read replica; a destination must be writable."
                            .formatted(address.host(), address.port()));
        }
    }

    void requireWritable(State state) {
        if (state.readOnly()) {
            throw Failure.of(
                            FailureCode.DESTINATION_READ_ONLY,
                            "Sessions of \"%s\" in the database \"%s\" are read-only: default_transaction_read_only is on."
                                    .formatted(address.user(), address.database()))
                    .next(
                            SqlTemplate.of(
                                            "Run as an administrator: ALTER ROLE {user} SET"
                                                    + " default_transaction_read_only = off;")
                                    .put("user", new Identifier(address.user()))
                                    .sql());
        }
    }

    void requireUnicode(State state) {
        if (!state.encoding().equals("UTF8")) {
            throw Failure.of(
                    FailureCode.ENCODING_UNSUPPORTED,
                    "The database \"%s\" has the encoding %s, which cannot hold every character."
                            .formatted(address.database(), state.encoding()));
        }
    }

    /// Two sessions that are open at once share a server process, or one changes it, only where a
    /// pooler hands processes out per transaction.
    void requireSessionMode(ServerConnections.Opened first) throws SQLException {
        ServerConnections.Opened second = connections.open("headrace-check");
        try (Connection other = second.jdbc()) {
            other.setAutoCommit(false);
            int otherPid = pid(other);
            int again = pid(first.jdbc());
            other.rollback();
            if (otherPid == first.pid() || again != first.pid()) {
                throw otherMode(null);
            }
        } catch (SQLException e) {
            // In statement mode a pooler refuses every transaction.
            if (SqlFailures.is(e, PSQLState.PROTOCOL_VIOLATION.getState())) {
                throw otherMode(e);
            }
            throw e;
        }
    }

    private Failure otherMode(@Nullable SQLException error) {
        return Failure.of(
                new Failure.Words(
                        FailureCode.POOLER_MODE,
                        "The pooler at %s is not in session mode."
                                .formatted(DatabaseAddress.place(address.host(), address.port())),
                        error == null ? null : SqlFailures.words(error),
                        "Set pool_mode = session for the database \"%s\" in the pooler, or name the server's own host and port: a load needs temporary tables, session settings and locks that stay with it."
                                .formatted(address.database()),
                        FailurePlace.UNKNOWN),
                error);
    }

    private static int pid(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
