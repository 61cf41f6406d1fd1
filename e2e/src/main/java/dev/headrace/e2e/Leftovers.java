package dev.headrace.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a run that has ended may not leave behind in its database.
public final class Leftovers {
    /// The server ends the session of a client that closed its socket within moments; a busy
    /// machine gets more.
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String SESSIONS =
            """
            SELECT 'session', application_name, state, left(query, 100) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()
               AND application_name NOT IN ('', 'e2e')
            """;

    /// Of sessions that live. A server that was killed leaves those of its sessions for its own
    /// autovacuum to drop, and nobody else may.
    private static final String TEMPORARY_TABLES =
            """
            SELECT 'temporary table', relname FROM pg_class
             WHERE relpersistence = 't' AND EXISTS (
                   SELECT 1 FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                      AND application_name NOT IN ('', 'e2e'))
            """;

    private static final String BUILDS =
            """
            SELECT 'table', n.nspname, c.relname
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname LIKE '!_headrace%' ESCAPE '!' AND c.relkind = 'r'
               AND (c.relname LIKE 'load!_%' ESCAPE '!' OR c.relname LIKE 'seen!_%' ESCAPE '!')
            """;

    private static final String LOCKS =
            """
            SELECT 'advisory lock', l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
             WHERE l.locktype = 'advisory' AND d.datname = current_database()
            """;

    private static final String PREPARED =
            "SELECT 'prepared transaction', gid FROM pg_prepared_xacts"
                    + " WHERE database = current_database()";

    private static final String PIECES = "SELECT 'piece', p::text FROM _headrace.piece p LIMIT 5";

    private Leftovers() {}

    /// What is there, once nothing is or patience has ended; a line each.
    public static List<String> in(TestServer server, String database) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (Connection connection = server.connect(database)) {
            List<String> found = look(connection);
            while (!found.isEmpty() && System.nanoTime() < deadline) {
                Pause.briefly();
                found = look(connection);
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot look for leftovers", e);
        }
    }

    /// What is there at this moment.
    static List<String> now(TestServer server, String database) {
        try (Connection connection = server.connect(database)) {
            return look(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot look for leftovers", e);
        }
    }

    private static List<String> look(Connection connection) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String query : List.of(SESSIONS, TEMPORARY_TABLES, BUILDS, LOCKS, PREPARED)) {
            found.addAll(Rows.of(connection, query));
        }
        if (TableSnapshot.exists(connection, "_headrace.piece")) {
            found.addAll(Rows.of(connection, PIECES));
        }
        return found;
    }
}
