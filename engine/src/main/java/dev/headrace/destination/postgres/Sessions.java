package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The server's sessions of one connection: those of this role in this database whose application
/// name carries the connection's lock key.
final class Sessions {
    private static final Duration GONE_WITHIN = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(20);

    private static final String OURS =
            """
            FROM pg_catalog.pg_stat_activity
            WHERE datname = current_database() AND usename = current_user
              AND pid <> pg_catalog.pg_backend_pid() AND left(application_name, ?) = ?\
            """;

    /// The begin of every application name of ours: a process id used again is not mistaken.
    private static final String PROGRAM = "headrace";

    private final Connection jdbc;
    private final String label;

    Sessions(Connection jdbc, LockKey key) {
        this.jdbc = jdbc;
        this.label = key.label();
    }

    /// Asks all of them but the caller's to end; does not wait.
    void endAll() throws SQLException {
        pids("SELECT pid, pg_catalog.pg_terminate_backend(pid) " + OURS, label);
    }

    /// Ends one of them and waits until it is gone; nothing happens when it is gone already.
    void end(int pid) throws SQLException {
        String one = OURS + " AND pid = " + pid;
        pids("SELECT pid, pg_catalog.pg_terminate_backend(pid) " + one, PROGRAM);
        awaitGone(one, PROGRAM);
    }

    /// Waits until none but the caller's is left.
    void awaitAllGone() throws SQLException {
        awaitGone(OURS, label);
    }

    private void awaitGone(String which, String named) throws SQLException {
        long end = System.nanoTime() + GONE_WITHIN.toNanos();
        List<Integer> left = pids("SELECT pid " + which, named);
        while (!left.isEmpty()) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw Failure.of(
                        FailureCode.CONNECTION_BUSY,
                        "Server processes of an earlier run do not end: " + left + ".");
            }
            LockSupport.parkNanos(GLANCE.toNanos());
            left = pids("SELECT pid " + which, named);
        }
    }

    private List<Integer> pids(String sql, String named) throws SQLException {
        List<Integer> pids = new ArrayList<>();
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setInt(1, named.length());
            statement.setString(2, named);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    pids.add(row.getInt(1));
                }
            }
        }
        return pids;
    }
}
