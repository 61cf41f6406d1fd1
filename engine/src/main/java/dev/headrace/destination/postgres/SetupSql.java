package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.failure.Failure;
import dev.headrace.secret.Secret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statements that prepare a database for being loaded to, for an administrator to run: a user,
/// and its two rights.
///
/// @param password the user's, null where the administrator is to fill it in
public record SetupSql(String user, String database, @Nullable Secret password) {
    private static final int FIRST_WITH_CLOSED_PUBLIC = 150_000;

    private static final String ROLE =
            """
            SELECT rolcanlogin, rolconnlimit = 0, rolvaliduntil < pg_catalog.now(),
                   coalesce(pg_catalog.array_to_string(rolconfig, ' '), '')
                     LIKE '%default_transaction_read_only=on%'
            FROM pg_catalog.pg_roles WHERE rolname = ?\
            """;

    /// A role that is not there yet has what everybody has.
    private static final String DATABASE =
            """
            SELECT pg_catalog.has_database_privilege(r.name, d.oid, 'CONNECT'),
                   pg_catalog.has_database_privilege(r.name, d.oid, 'CREATE'),
                   pg_catalog.has_database_privilege(r.name, d.oid, 'TEMPORARY'),
                   pg_catalog.pg_get_userbyid(d.datdba)
            FROM pg_catalog.pg_database d, (SELECT ?::name AS name) r WHERE d.datname = ?\
            """;

    /// What a server has already.
    ///
    /// @param role null where there is no such user
    /// @param rights null where there is no such database
    private record Found(@Nullable Role role, @Nullable Rights rights, int version) {}

    private record Role(boolean signsIn, boolean limited, boolean expired, boolean readsOnly) {}

    private record Rights(boolean connect, boolean create, boolean temporary, String owner) {}

    /// For a server of which nothing is known.
    public String script() {
        List<String> lines = new ArrayList<>();
        addCreation(lines);
        lines.add(grant("CREATE, TEMPORARY"));
        return String.join("\n", lines);
    }

    /// For a server that is looked at: what it has already is left out.
    ///
    /// @param route to any database of the server, as any user; stays the caller's
    /// @throws Failure where the server cannot be reached
    public String script(DatabaseRoute route) {
        ServerConnections connections = new ServerConnections(route);
        ServerConnections.Opened opened = connections.open("headrace-setup");
        try {
            return script(look(opened.jdbc(), ServerConnections.version(opened.jdbc())));
        } catch (SQLException e) {
            throw connections.failures().of(e);
        } finally {
            PostgresDestination.close(opened.jdbc());
        }
    }

    private Found look(Connection jdbc, ServerVersion version) throws SQLException {
        Role role = role(jdbc);
        return new Found(role, rights(jdbc, role == null ? "public" : user), version.number());
    }

    private @Nullable Role role(Connection jdbc) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(ROLE)) {
            statement.setString(1, user);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Role(
                                row.getBoolean(1),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getBoolean(4))
                        : null;
            }
        }
    }

    private @Nullable Rights rights(Connection jdbc, String grantee) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(DATABASE)) {
            statement.setString(1, grantee);
            statement.setString(2, database);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Rights(
                                row.getBoolean(1),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getString(4))
                        : null;
            }
        }
    }

    private String script(Found found) {
        List<String> lines = new ArrayList<>();
        if (found.role() == null) {
            addCreation(lines);
        } else {
            addChanges(lines, found.role());
        }
        addGrants(lines, found);
        if (found.version() >= FIRST_WITH_CLOSED_PUBLIC) {
            lines.add(
                    "-- Only where the schema public is to be loaded to, and then in this database:");
            lines.add(
                    "-- "
                            + SqlTemplate.of("GRANT USAGE, CREATE ON SCHEMA public TO {user};")
                                    .put("user", new Identifier(user))
                                    .sql());
        }
        return String.join("\n", lines);
    }

    private void addCreation(List<String> lines) {
        if (password == null) {
            lines.add(
                    "-- Put a password of your choice, in single quotes, where <password> stands.");
        }
        lines.add(ofUser("CREATE USER {user} PASSWORD ") + passwordSql() + ";");
    }

    private String passwordSql() {
        return password == null ? "<password>" : literal(password.reveal());
    }

    private void addChanges(List<String> lines, Role role) {
        lines.add(ofUser("-- The user {user} is there already."));
        if (password != null) {
            lines.add(ofUser("ALTER USER {user} PASSWORD ") + passwordSql() + ";");
        }
        if (!role.signsIn()) {
            lines.add(ofUser("ALTER USER {user} LOGIN;"));
        }
        if (role.limited()) {
            lines.add(ofUser("ALTER USER {user} CONNECTION LIMIT -1;"));
        }
        if (role.expired()) {
            lines.add(ofUser("ALTER USER {user} VALID UNTIL 'infinity';"));
        }
        if (role.readsOnly()) {
            lines.add(ofUser("ALTER USER {user} RESET default_transaction_read_only;"));
        }
    }

    private void addGrants(List<String> lines, Found found) {
        Rights rights = found.rights();
        Identifier name = new Identifier(database);
        if (rights == null) {
            lines.add("-- There is no such database yet. Create it first:");
            lines.add("-- " + SqlTemplate.of("CREATE DATABASE {name};").put("name", name).sql());
            lines.add(grant("CREATE, TEMPORARY"));
            return;
        }
        if (rights.owner().equals(user)) {
            lines.add(ofUser("-- {user} owns the database: no grant is needed."));
            return;
        }
        List<String> missing = new ArrayList<>();
        if (!rights.connect()) {
            missing.add("CONNECT");
        }
        if (!rights.create()) {
            missing.add("CREATE");
        }
        // What everybody has today may be revoked tomorrow: a new user gets it by name.
        if (!rights.temporary() || found.role() == null) {
            missing.add("TEMPORARY");
        }
        lines.add(
                missing.isEmpty()
                        ? ofUser("-- {user} has CREATE and TEMPORARY on the database already.")
                        : grant(String.join(", ", missing)));
    }

    private String grant(String rights) {
        return SqlTemplate.of("GRANT {rights} ON DATABASE {database} TO {user};")
                .put("rights", new Sql(rights))
                .put("database", new Identifier(database))
                .put("user", new Identifier(user))
                .sql();
    }

    private String ofUser(String template) {
        boolean spaced = template.endsWith(" ");
        return SqlTemplate.of(template).put("user", new Identifier(user)).sql()
                + (spaced ? " " : "");
    }

    /// A text in a session of which nothing is known: a backslash is taken the same way whatever
    /// `standard_conforming_strings` says, and what cannot be seen is written as its number.
    static String literal(String text) {
        StringBuilder literal = new StringBuilder();
        boolean escaped = false;
        for (int point : text.codePoints().toArray()) {
            if (point == '\'') {
                literal.append("''");
            } else if (point == '\\') {
                literal.append("\\\\");
                escaped = true;
            } else if (isPlain(point)) {
                literal.appendCodePoint(point);
            } else {
                literal.append(
                        (point < 0x80 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x")
                                .formatted(point));
                escaped = true;
            }
        }
        return (escaped ? "E'" : "'") + literal + "'";
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }

    /// Without the password.
    @Override
    public String toString() {
        return "SetupSql[%s, %s]".formatted(user, database);
    }
}
