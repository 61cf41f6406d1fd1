package dev.headrace.destination.postgres;

import dev.headrace.failure.WarningCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What of a server's settings may hinder a load, though none is sure to.
final class ServerConcerns {
    /// Sessions that a load has open at once: its streams, and the one that holds the fence.
    private static final int SESSIONS = 5;

    /// PostgreSQL's own; a merge locks every index and partition of a table.
    private static final int LOCKS = 64;

    /// A merge or an index of a large table takes as long.
    private static final Duration LONG = Duration.ofHours(1);

    private static final long TEMP_FILE_KIB = 1L << 20;

    /// The server's own processes, which take no connection, have no user or no database. Which
    /// kind each is, only few may see.
    private static final String QUERY =
            """
            SELECT current_setting('max_connections')::int
                     - current_setting('superuser_reserved_connections')::int
                     - coalesce((SELECT setting::int FROM pg_catalog.pg_settings
                                 WHERE name = 'reserved_connections'), 0) AS usable,
                   (SELECT count(*) FROM pg_catalog.pg_stat_activity a
                    WHERE a.datid IS NOT NULL AND a.usesysid IS NOT NULL) AS used,
                   r.rolconnlimit AS role_limit,
                   (SELECT count(*) FROM pg_catalog.pg_stat_activity a
                    WHERE a.usesysid = r.oid) AS role_used,
                   r.rolsuper AS superuser,
                   current_setting('max_locks_per_transaction')::int AS locks,
                   coalesce((SELECT reset_val::bigint FROM pg_catalog.pg_settings
                             WHERE name = 'statement_timeout'), 0) AS statement_ms,
                   coalesce((SELECT reset_val::bigint FROM pg_catalog.pg_settings
                             WHERE name = 'idle_in_transaction_session_timeout'), 0) AS idle_ms,
                   coalesce((SELECT setting::bigint FROM pg_catalog.pg_settings
                             WHERE name = 'temp_file_limit'), -1) AS temp_kib,
                   r.rolname AS role
            FROM pg_catalog.pg_roles r WHERE r.rolname = current_user\
            """;

    private final Connection jdbc;
    private final ServerVersion version;
    private final List<SetupConcern> concerns = new ArrayList<>();

    ServerConcerns(Connection jdbc, ServerVersion version) {
        this.jdbc = jdbc;
        this.version = version;
    }

    List<SetupConcern> list() throws SQLException {
        if (version.unproven()) {
            concerns.add(
                    SetupConcern.warning(
                            WarningCode.SERVER_UNPROVEN,
                            "PostgreSQL %s is older than what Headrace is tested with."
                                    .formatted(version.text()),
                            "Upgrade the server to PostgreSQL 9.6 or newer."));
        }
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            if (row.next()) {
                addConnections(row);
                addSettings(row);
            }
        }
        return concerns;
    }

    private void addConnections(ResultSet row) throws SQLException {
        int limit = row.getInt("role_limit");
        // Ours is among those in use.
        long roleLeft = limit - row.getLong("role_used") + 1;
        if (limit >= 0 && roleLeft < SESSIONS && !row.getBoolean("superuser")) {
            concerns.add(
                    SetupConcern.warning(
                            WarningCode.CONNECTIONS_SCARCE,
                            "The role \"%s\" may have %d connections, of which %d are free; a load takes up to %d."
                                    .formatted(
                                            row.getString("role"),
                                            limit,
                                            Math.max(0, roleLeft),
                                            SESSIONS),
                            SqlTemplate.of("ALTER ROLE {role} CONNECTION LIMIT 10;")
                                    .put("role", new Identifier(row.getString("role")))
                                    .sql()));
        }
        long left = row.getInt("usable") - row.getLong("used") + 1;
        if (left < SESSIONS) {
            concerns.add(
                    SetupConcern.warning(
                            WarningCode.CONNECTIONS_SCARCE,
                            "The server takes %d connections of ordinary users, of which %d are free; a load takes up to %d."
                                    .formatted(row.getInt("usable"), Math.max(0, left), SESSIONS),
                            "Raise max_connections, or run loads when the server is idle."));
        }
    }

    private void addSettings(ResultSet row) throws SQLException {
        if (row.getInt("locks") < LOCKS) {
            concerns.add(
                    risky(
                            "max_locks_per_transaction",
                            row.getString("locks"),
                            "may be too few for tables with many indexes or partitions",
                            "Set max_locks_per_transaction = 64 or more in postgresql.conf."));
        }
        addTimeout(row, "statement_timeout", row.getLong("statement_ms"));
        addTimeout(row, "idle_in_transaction_session_timeout", row.getLong("idle_ms"));
        long temporary = row.getLong("temp_kib");
        if (temporary >= 0 && temporary < TEMP_FILE_KIB) {
            concerns.add(
                    risky(
                            "temp_file_limit",
                            temporary / 1024 + " MB",
                            "may be too little to sort or merge large tables",
                            "Raise temp_file_limit to several GB, or to -1, for this role."));
        }
    }

    private void addTimeout(ResultSet row, String name, long millis) throws SQLException {
        if (millis > 0 && millis < LONG.toMillis()) {
            concerns.add(
                    risky(
                            name,
                            Duration.ofMillis(millis).toSeconds() + " s",
                            "would stop long merges; Headrace lifts it in its own sessions, unless the server forbids that",
                            "ALTER ROLE %s SET %s = 0;"
                                    .formatted(new Identifier(row.getString("role")).sql(), name)));
        }
    }

    private static SetupConcern risky(String name, String value, String why, String nextStep) {
        return SetupConcern.warning(
                WarningCode.SETTING_RISKY,
                "%s is %s, which %s.".formatted(name, value, why),
                nextStep);
    }
}
