package dev.headrace.destination.postgres;

import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Moves a finished build to its name, in the caller's transaction: schema, table, key's name,
/// rights.
final class Publication {
    private final Connection jdbc;
    private final QualifiedName load;
    private final TableName target;
    private final List<String> grantTo;
    private final Execution execution;

    Publication(
            Connection jdbc,
            QualifiedName load,
            TableName target,
            List<String> grantTo,
            Execution execution) {
        this.jdbc = jdbc;
        this.load = load;
        this.target = target;
        this.grantTo = grantTo;
        this.execution = execution;
    }

    /// Moves it.
    ///
    /// @param key the constraint's name in the build, null where the table has no key
    /// @return the table's oid
    long publish(@Nullable Identifier key) throws SQLException {
        long oid = move();
        if (key != null) {
            renameKey(key);
        }
        for (String statement : grants(target, grantTo)) {
            execution.run(jdbc, statement);
        }
        return oid;
    }

    private long move() throws SQLException {
        for (String statement : moves(load, target)) {
            execution.run(jdbc, statement);
        }
        inheritDefaultPrivileges();
        String sql = "SELECT ?::pg_catalog.regclass::pg_catalog.oid::bigint";
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, QualifiedName.of(target).sql());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static List<String> moves(QualifiedName load, TableName target) {
        Identifier schema = new Identifier(target.schema());
        return List.of(
                SqlTemplate.of("ALTER TABLE {load} SET SCHEMA {schema}")
                        .put("load", load)
                        .put("schema", schema)
                        .sql(),
                SqlTemplate.of("ALTER TABLE {moved} RENAME TO {name}")
                        .put("moved", new QualifiedName(schema, load.name()))
                        .put("name", new Identifier(target.table()))
                        .sql());
    }

    private void renameKey(Identifier key) throws SQLException {
        String base = target.table();
        for (int attempt = 0; ; attempt++) {
            Identifier wanted =
                    Identifier.suffixed(base, attempt == 0 ? "_pkey" : "_pkey" + attempt);
            if (!taken(wanted)) {
                execution.run(
                        jdbc,
                        SqlTemplate.of("ALTER TABLE {table} RENAME CONSTRAINT {key} TO {wanted}")
                                .put("table", QualifiedName.of(target))
                                .put("key", key)
                                .put("wanted", wanted)
                                .sql());
                return;
            }
        }
    }

    private boolean taken(Identifier name) throws SQLException {
        String sql =
                """
                SELECT 1 FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = ?\
                """;
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, target.schema());
            statement.setString(2, name.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /// A table that is moved into a schema does not get what `ALTER DEFAULT PRIVILEGES` promises
    /// for tables made there.
    private void inheritDefaultPrivileges() throws SQLException {
        String sql =
                """
                SELECT x.privilege_type,
                       CASE x.grantee WHEN 0 THEN NULL
                           ELSE pg_catalog.pg_get_userbyid(x.grantee) END,
                       x.is_grantable
                FROM pg_catalog.pg_default_acl d
                JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
                CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) x
                WHERE n.nspname = ? AND d.defaclobjtype = 'r'
                  AND pg_catalog.pg_get_userbyid(d.defaclrole) = current_user
                  AND x.grantee <> d.defaclrole\
                """;
        List<String> statements = new ArrayList<>();
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, target.schema());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    statements.add(
                            TableGrant.of(
                                    QualifiedName.of(target),
                                    row.getString(1),
                                    row.getString(2),
                                    row.getBoolean(3)));
                }
            }
        }
        for (String statement : statements) {
            execution.run(jdbc, statement);
        }
    }

    /// What `--grant-to` asks for: the table now, and those that come.
    static List<String> grants(TableName target, List<String> roles) {
        List<String> statements = new ArrayList<>();
        for (String role : roles) {
            for (String text :
                    List.of(
                            "GRANT USAGE ON SCHEMA {schema} TO {role}",
                            "GRANT SELECT ON TABLE {table} TO {role}",
                            "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}"
                                    + " GRANT SELECT ON TABLES TO {role}")) {
                statements.add(
                        SqlTemplate.of(text)
                                .put("schema", new Identifier(target.schema()))
                                .put("table", QualifiedName.of(target))
                                .put("role", TableGrant.grantee(role))
                                .sql());
            }
        }
        return statements;
    }
}
