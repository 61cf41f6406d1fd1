package dev.headrace.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// Roles that the account has made for itself.
public final class CustomRoleRows {
    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("name"),
                            row.getString("description"),
                            Columns.texts(row, "scopes"),
                            Columns.texts(row, "permissions"));

    private final Handle handle;

    CustomRoleRows(Handle handle) {
        this.handle = handle;
    }

    public record Row(
            long number,
            String name,
            String description,
            List<String> scopes,
            List<String> permissions) {
        public Row {
            scopes = List.copyOf(scopes);
            permissions = List.copyOf(permissions);
        }
    }

    /// Adds it unless its name is taken.
    public Optional<Row> add(Row role, Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.custom_role (name, description, scopes, permissions,
                            created_at)
                        VALUES (:name, :description, :scopes, :permissions, :at)
                        ON CONFLICT DO NOTHING
                        RETURNING number, name, description, scopes, permissions
                        """)
                .bind("name", role.name())
                .bind("description", role.description())
                .bindArray("scopes", String.class, role.scopes())
                .bindArray("permissions", String.class, role.permissions())
                .bind("at", Columns.time(at))
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String name) {
        return handle.createQuery(
                        """
                        SELECT number, name, description, scopes, permissions
                        FROM headrace.custom_role WHERE name = :name
                        """)
                .bind("name", name)
                .map(ROW)
                .findOne();
    }

    /// The same, which stays as it is until the transaction ends: else a role that is given while
    /// it is removed would mean whatever is called so later.
    public Optional<Row> lock(String name) {
        return handle.createQuery(
                        """
                        SELECT number, name, description, scopes, permissions
                        FROM headrace.custom_role WHERE name = :name FOR UPDATE
                        """)
                .bind("name", name)
                .map(ROW)
                .findOne();
    }

    public Page<Row> list(Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT number, name, description, scopes, permissions
                                FROM headrace.custom_role
                                WHERE number > :after ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    public void update(Row role) {
        handle.createUpdate(
                        """
                        UPDATE headrace.custom_role SET description = :description,
                            scopes = :scopes, permissions = :permissions
                        WHERE name = :name
                        """)
                .bind("name", role.name())
                .bind("description", role.description())
                .bindArray("scopes", String.class, role.scopes())
                .bindArray("permissions", String.class, role.permissions())
                .execute();
    }

    public void remove(String name) {
        handle.createUpdate("DELETE FROM headrace.custom_role WHERE name = :name")
                .bind("name", name)
                .execute();
    }

    /// Whether anybody has it anywhere.
    public boolean isUsed(String name) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (SELECT FROM headrace.account_user WHERE role = :name)
                            OR EXISTS (SELECT FROM headrace.team WHERE role = :name)
                            OR EXISTS (SELECT FROM headrace.team_user WHERE role = :name)
                            OR EXISTS (SELECT FROM headrace.membership WHERE role = :name)
                        """)
                .bind("name", name)
                .mapTo(Boolean.class)
                .one();
    }
}
