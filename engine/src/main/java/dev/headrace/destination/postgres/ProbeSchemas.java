package dev.headrace.destination.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// Throw-away schemas. The name carries the time, so that one which somebody left behind is known
/// by its age.
final class ProbeSchemas {
    private static final String PREFIX = "_headrace_probe_";
    private static final Duration AGE = Duration.ofDays(1);

    /// Swept at once; more are left to the next test.
    private static final int SWEEP_MAX = 20;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

    private static final String OURS =
            """
            SELECT n.nspname FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r
            ON r.oid = n.nspowner
            WHERE r.rolname = current_user AND n.nspname LIKE '\\_headrace\\_probe\\_%'
            ORDER BY n.nspname\
            """;

    private ProbeSchemas() {}

    /// A new name.
    static Identifier name(Instant now) {
        String random = UUID.randomUUID().toString().substring(0, 8);
        return new Identifier(PREFIX + TIME.format(now.atOffset(ZoneOffset.UTC)) + "_" + random);
    }

    /// Drops this role's that are older than a day. One that cannot be dropped now stays.
    static void sweep(Connection jdbc, Instant now) throws SQLException {
        for (Identifier schema : stale(jdbc, now)) {
            try (Statement statement = jdbc.createStatement()) {
                statement.execute(
                        SqlTemplate.of("DROP SCHEMA IF EXISTS {schema} CASCADE")
                                .put("schema", schema)
                                .sql());
            } catch (SQLException e) {
                if (SqlFailures.server(e) == null) {
                    throw e;
                }
            }
        }
    }

    private static List<Identifier> stale(Connection jdbc, Instant now) throws SQLException {
        List<Identifier> stale = new ArrayList<>();
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery(OURS)) {
            while (row.next() && stale.size() < SWEEP_MAX) {
                Identifier schema = new Identifier(row.getString(1));
                if (isStale(schema.name(), now)) {
                    stale.add(schema);
                }
            }
        }
        return stale;
    }

    static boolean isStale(String schema, Instant now) {
        String rest = schema.substring(PREFIX.length());
        int end = rest.indexOf('_');
        try {
            Instant made =
                    LocalDateTime.parse(end < 0 ? rest : rest.substring(0, end), TIME)
                            .toInstant(ZoneOffset.UTC);
            return made.isBefore(now.minus(AGE));
        } catch (DateTimeException e) {
            // Somebody else's name, however alike.
            return false;
        }
    }
}
