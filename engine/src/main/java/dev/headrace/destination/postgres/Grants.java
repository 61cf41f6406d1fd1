package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;

/// The statements that an administrator has to run, ready to paste.
final class Grants {
    private Grants() {}

    static String create(DatabaseAddress address) {
        return onDatabase("GRANT CREATE, TEMPORARY ON DATABASE {database} TO {user};", address);
    }

    static String temporary(DatabaseAddress address) {
        return onDatabase("GRANT TEMPORARY ON DATABASE {database} TO {user};", address);
    }

    static String connect(DatabaseAddress address) {
        return onDatabase("GRANT CONNECT ON DATABASE {database} TO {user};", address);
    }

    static String login(DatabaseAddress address) {
        return onDatabase("ALTER ROLE {user} LOGIN;", address);
    }

    static String onSchema(Identifier schema, DatabaseAddress address) {
        return SqlTemplate.of("GRANT USAGE, CREATE ON SCHEMA {schema} TO {user};")
                .put("schema", schema)
                .put("user", new Identifier(address.user()))
                .sql();
    }

    static String ownership(QualifiedName table, DatabaseAddress address) {
        return SqlTemplate.of("ALTER TABLE {table} OWNER TO {user};")
                .put("table", table)
                .put("user", new Identifier(address.user()))
                .sql();
    }

    private static String onDatabase(String template, DatabaseAddress address) {
        return SqlTemplate.of(template)
                .put("database", new Identifier(address.database()))
                .put("user", new Identifier(address.user()))
                .sql();
    }
}
