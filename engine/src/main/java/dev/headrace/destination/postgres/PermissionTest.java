package dev.headrace.destination.postgres;

import dev.headrace.failure.FailureCode;
import dev.headrace.failure.WarningCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Whether a role may do all that a load does. What it lacks is told at once, with the statements
/// that an administrator has to run.
final class PermissionTest {
    private static final String RIGHTS =
            """
            SELECT current_user, pg_catalog.current_database(),
                   pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE'),
                   pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY'),
                   current_setting('default_transaction_read_only')::boolean\
            """;

    private final PgConnection jdbc;
    private final @Nullable String schema;
    private final SetupStep step;
    private final InstantSource clock;

    private record Rights(
            Identifier user,
            Identifier database,
            boolean create,
            boolean temporary,
            boolean reads) {}

    PermissionTest(
            PgConnection jdbc, @Nullable String schema, SetupStep step, InstantSource clock) {
        this.jdbc = jdbc;
        this.schema = schema;
        this.step = step;
        this.clock = clock;
    }

    SetupOutcome run() throws SQLException {
        step.trying("reading what the role may do");
        Rights rights = rights();
        List<SetupConcern> concerns = new ArrayList<>(missing(rights));
        if (schema != null) {
            concerns.addAll(new SchemaConcerns(jdbc, schema).list());
        }
        if (!rights.reads()) {
            ProbeSchemas.sweep(jdbc, clock.instant());
            PermissionProbe probe = new PermissionProbe(jdbc, step);
            if (rights.temporary()) {
                probe.temporaryTable().ifPresent(concerns::add);
            }
            if (rights.create()) {
                probe.schema(ProbeSchemas.name(clock.instant())).ifPresent(concerns::add);
            }
            addXml(concerns, probe);
        }
        return SetupOutcome.of(
                concerns,
                "\"%s\" may create schemas, tables and temporary tables in \"%s\", and change them."
                        .formatted(rights.user(), rights.database()));
    }

    private Rights rights() throws SQLException {
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery(RIGHTS)) {
            row.next();
            return new Rights(
                    new Identifier(row.getString(1)),
                    new Identifier(row.getString(2)),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getBoolean(5));
        }
    }

    private static List<SetupConcern> missing(Rights rights) {
        List<SetupConcern> missing = new ArrayList<>();
        if (rights.reads()) {
            missing.add(readOnly(rights));
        }
        if (!rights.create()) {
            missing.add(lacks(rights, "CREATE", "create schemas"));
        }
        if (!rights.temporary()) {
            missing.add(lacks(rights, "TEMPORARY", "create temporary tables"));
        }
        return missing;
    }

    private static SetupConcern readOnly(Rights rights) {
        return SetupConcern.failure(
                FailureCode.DESTINATION_READ_ONLY,
                "Sessions of \"%s\" in \"%s\" are read-only: default_transaction_read_only is on."
                        .formatted(rights.user(), rights.database()),
                SqlTemplate.of(
                                "ALTER ROLE {user} IN DATABASE {database} SET default_transaction_read_only = off;")
                        .put("user", rights.user())
                        .put("database", rights.database())
                        .sql());
    }

    private static SetupConcern lacks(Rights rights, String right, String what) {
        return SetupConcern.failure(
                FailureCode.DESTINATION_PERMISSION,
                "\"%s\" may not %s in \"%s\".".formatted(rights.user(), what, rights.database()),
                SqlTemplate.of("GRANT {right} ON DATABASE {database} TO {user};")
                        .put("right", new Sql(right))
                        .put("database", rights.database())
                        .put("user", rights.user())
                        .sql());
    }

    private static void addXml(List<SetupConcern> concerns, PermissionProbe probe)
            throws SQLException {
        if (!probe.knowsXml()) {
            concerns.add(
                    SetupConcern.warning(
                            WarningCode.XML_UNSUPPORTED,
                            "The server was built without libxml: XML columns will be stored as text.",
                            "Nothing to do, unless you want XML columns: they need a server with libxml."));
        }
    }
}
