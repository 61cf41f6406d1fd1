package dev.headrace.destination.postgres;

import dev.headrace.failure.FailureCode;
import dev.headrace.failure.WarningCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Whether a schema that exists already can be loaded to: altering a table takes its owner,
/// whatever was granted.
final class SchemaConcerns {
    /// Tables named in one message.
    private static final int NAMED_MAX = 5;

    private static final String SCHEMA =
            """
            SELECT pg_catalog.pg_get_userbyid(n.nspowner), current_user,
                   pg_catalog.has_schema_privilege(n.oid, 'CREATE')
                   AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
            FROM pg_catalog.pg_namespace n WHERE n.nspname = ?\
            """;

    private static final String OTHERS_TABLES =
            """
            SELECT c.relname, pg_catalog.pg_get_userbyid(c.relowner)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relkind IN ('r', 'p')
              AND NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
            ORDER BY c.relname\
            """;

    private final Connection jdbc;
    private final Identifier schema;

    SchemaConcerns(Connection jdbc, String schema) {
        this.jdbc = jdbc;
        this.schema = new Identifier(schema);
    }

    List<SetupConcern> list() throws SQLException {
        List<SetupConcern> concerns = new ArrayList<>();
        try (PreparedStatement statement = jdbc.prepareStatement(SCHEMA)) {
            statement.setString(1, schema.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return concerns;
                }
                String user = row.getString(2);
                if (!row.getBoolean(3)) {
                    concerns.add(notCreatable(row.getString(1), user));
                }
                addTables(concerns, user);
            }
        }
        return concerns;
    }

    private SetupConcern notCreatable(String owner, String user) {
        return SetupConcern.failure(
                FailureCode.DESTINATION_PERMISSION,
                "The user \"%s\" may not create tables in the schema \"%s\", which belongs to \"%s\"."
                        .formatted(user, schema, owner),
                SqlTemplate.of("GRANT USAGE, CREATE ON SCHEMA {schema} TO {user};")
                        .put("schema", schema)
                        .put("user", new Identifier(user))
                        .sql());
    }

    private void addTables(List<SetupConcern> concerns, String user) throws SQLException {
        List<Identifier> tables = new ArrayList<>();
        try (PreparedStatement statement = jdbc.prepareStatement(OTHERS_TABLES)) {
            statement.setString(1, schema.name());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    tables.add(new Identifier(row.getString(1)));
                }
            }
        }
        if (!tables.isEmpty()) {
            concerns.add(
                    SetupConcern.warning(
                            WarningCode.NOT_OWNER,
                            "In the schema \"%s\" %d tables belong to others and cannot be altered: %s%s."
                                    .formatted(
                                            schema,
                                            tables.size(),
                                            String.join(", ", named(tables)),
                                            tables.size() > NAMED_MAX ? " ..." : ""),
                            ownerships(tables, user)));
        }
    }

    private static List<String> named(List<Identifier> tables) {
        return tables.stream().limit(NAMED_MAX).map(Identifier::name).toList();
    }

    private String ownerships(List<Identifier> tables, String user) {
        return String.join(
                "\n",
                tables.stream()
                        .limit(NAMED_MAX)
                        .map(table ->
                                SqlTemplate.of("ALTER TABLE {table} OWNER TO {user};")
                                        .put("table", new QualifiedName(schema, table))
                                        .put("user", new Identifier(user))
                                        .sql())
                        .toList());
    }
}
