package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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
        try (Statement statement = session.jdbc().createStatement();
                ResultSet row = statement.executeQuery(STATE)) {
            row.next();
            requireWritable(row.getBoolean(1), row.getBoolean(2));
            requireUnicode(row.getString(3));
        }
        if (session.pooled()) {
            requireSessionMode(session);
        }
    }

    private void requireWritable(boolean recovering, boolean readOnly) {
        if (recovering) {
            throw Failure.of(
                    FailureCode.DESTINATION_READ_ONLY,
                    "The server %s:%d is a read replica; a destination must be writable."
                            .formatted(address.host(), address.port()));
        }
        if (readOnly) {
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

    private void requireUnicode(String encoding) {
        if (!encoding.equals("UTF8")) {
            throw Failure.of(
                    FailureCode.ENCODING_UNSUPPORTED,
                    "The database \"%s\" has the encoding %s, which cannot hold every character."
                            .formatted(address.database(), encoding));
        }
    }

    /// Two sessions that are open at once share a server process, or one changes it, only where a
    /// pooler hands processes out per transaction.
    private void requireSessionMode(ServerConnections.Opened first) throws SQLException {
        ServerConnections.Opened second = connections.open("headrace-check");
        try (Connection other = second.jdbc()) {
            other.setAutoCommit(false);
            int otherPid = pid(other);
            int again = pid(first.jdbc());
            other.rollback();
            if (otherPid == first.pid() || again != first.pid()) {
                throw Failure.of(
                        FailureCode.POOLER_MODE,
                        "The pooler at %s:%d is not in session mode."
                                .formatted(address.host(), address.port()));
            }
        }
    }

    private static int pid(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
