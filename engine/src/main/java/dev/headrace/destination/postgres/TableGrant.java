package dev.headrace.destination.postgres;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A right on a table, as a statement.
final class TableGrant {
    private TableGrant() {}

    /// @param privilege the server's own word, such as `SELECT`
    /// @param role null for everybody
    static String of(
            QualifiedName table, String privilege, @Nullable String role, boolean grantable) {
        return SqlTemplate.of("GRANT {privilege} ON TABLE {table} TO {role}{option}")
                .put("privilege", new Sql(privilege))
                .put("table", table)
                .put("role", role == null ? new Sql("PUBLIC") : new Identifier(role))
                .put("option", new Sql(grantable ? " WITH GRANT OPTION" : ""))
                .sql();
    }

    /// A role as the user names it.
    static SqlPart grantee(String role) {
        return role.toUpperCase(Locale.ROOT).equals("PUBLIC")
                ? new Sql("PUBLIC")
                : new Identifier(role);
    }
}
