package dev.headrace.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;

/// External secrets managers: where somebody keeps their secrets themselves. What of their
/// configuration is secret is with the other secrets.
public final class SecretsManagerRows {
    /// The kind of owner of the sealed secrets; the migration's trigger goes by it.
    public static final String KIND = "secrets_manager";

    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("name"),
                            row.getString("type"),
                            row.getBoolean("hybrid"),
                            row.getString("config"),
                            Columns.instant(row, "created_at"),
                            Columns.instant(row, "updated_at"));

    private final Handle handle;

    SecretsManagerRows(Handle handle) {
        this.handle = handle;
    }

    /// A secrets manager.
    ///
    /// @param number its place in the order of creation; 0 for one that is not stored yet
    /// @param hybrid whether it serves hybrid deployment
    /// @param config a JSON object of strings, without the secrets
    public record Row(
            long number,
            String id,
            String name,
            String type,
            boolean hybrid,
            String config,
            Instant createdAt,
            Instant updatedAt) {}

    /// Adds it, unless its id or name is taken.
    public Optional<Row> add(Row row) {
        return bind(
                        handle.createQuery(
                                """
                                INSERT INTO headrace.secrets_manager
                                    (id, name, type, hybrid, config, created_at, updated_at)
                                VALUES (:id, :name, :type, :hybrid, :config::json, :createdAt,
                                    :updatedAt)
                                ON CONFLICT DO NOTHING RETURNING *
                                """),
                        row)
                .bind("type", row.type())
                .bind("createdAt", Columns.time(row.createdAt()))
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT * FROM headrace.secrets_manager WHERE id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from others until the transaction ends.
    public Optional<Row> lock(String id) {
        return handle.createQuery(
                        "SELECT * FROM headrace.secrets_manager WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    public Page<Row> list(Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.secrets_manager
                                WHERE number > :after ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    /// Whether its name was free.
    public boolean change(Row row) {
        return bind(
                                handle.createUpdate(
                                        """
                                        UPDATE headrace.secrets_manager SET name = :name,
                                            hybrid = :hybrid, config = :config::json,
                                            updated_at = :updatedAt
                                        WHERE id = :id AND NOT EXISTS (
                                            SELECT FROM headrace.secrets_manager
                                            WHERE name = :name AND id <> :id)
                                        """),
                                row)
                        .execute()
                == 1;
    }

    /// Removes it, and its secrets with it.
    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.secrets_manager WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Row row) {
        return statement
                .bind("id", row.id())
                .bind("name", row.name())
                .bind("hybrid", row.hybrid())
                .bind("config", row.config())
                .bind("updatedAt", Columns.time(row.updatedAt()));
    }
}
