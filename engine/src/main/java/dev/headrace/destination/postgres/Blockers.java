package dev.headrace.destination.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Who holds a table, for the message that asks them to let go.
final class Blockers {
    private static final String HOLDERS =
            """
            SELECT DISTINCT a.pid, a.usename, coalesce(a.application_name, ''),
                   coalesce(a.state, 'another role')
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
              AND l.relation = ?::pg_catalog.regclass
              AND l.database = (SELECT oid FROM pg_catalog.pg_database
                                WHERE datname = current_database())
            ORDER BY a.pid\
            """;

    private Blockers() {}

    /// A phrase that names them.
    static String of(Connection jdbc, QualifiedName table) throws SQLException {
        List<String> holders = new ArrayList<>();
        try (PreparedStatement statement = jdbc.prepareStatement(HOLDERS)) {
            statement.setString(1, table.sql());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    holders.add(
                            "server process %d of \"%s\" (%s, %s)"
                                    .formatted(
                                            row.getInt(1),
                                            row.getString(2),
                                            row.getString(3),
                                            row.getString(4)));
                }
            }
        }
        return holders.isEmpty()
                ? "another session held it until just now"
                : "it is held by " + String.join(", ", holders);
    }
}
