package dev.headrace.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// System keys.
public final class SystemKeyRows {
    private static final String SELECT =
            """
            SELECT s.number, s.id, s.name, k.key, s.permissions, s.created_at, s.updated_at,
                s.expired_at, k.last_used_at
            FROM headrace.system_key s JOIN headrace.api_key k ON k.system_key_id = s.id
            """;

    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("name"),
                            row.getString("key"),
                            row.getString("permissions"),
                            Columns.instant(row, "created_at"),
                            Columns.instant(row, "updated_at"),
                            Columns.instantOrNull(row, "expired_at"),
                            Columns.instantOrNull(row, "last_used_at"));

    private final Handle handle;

    SystemKeyRows(Handle handle) {
        this.handle = handle;
    }

    /// A system key.
    ///
    /// @param permissions as JSON
    /// @param expiredAt null for never
    public record Row(
            long number,
            String id,
            String name,
            String key,
            String permissions,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant expiredAt,
            @Nullable Instant lastUsedAt) {}

    /// Adds it unless its id is taken; its key comes next, in [KeyRows].
    public boolean add(
            String id, String name, String permissions, Instant at, @Nullable Instant expiredAt) {
        return handle.createUpdate(
                                """
                                INSERT INTO headrace.system_key (id, name, permissions, created_at,
                                    updated_at, expired_at)
                                VALUES (:id, :name, :permissions, :at, :at, :expiredAt)
                                ON CONFLICT (id) DO NOTHING
                                """)
                        .bind("id", id)
                        .bind("name", name)
                        .bind("permissions", permissions)
                        .bind("at", Columns.time(at))
                        .bind("expiredAt", Columns.time(expiredAt))
                        .execute()
                == 1;
    }

    public Optional<Row> find(String id) {
        return handle.createQuery(SELECT + "WHERE s.id = :id").bind("id", id).map(ROW).findOne();
    }

    public Page<Row> list(Page.Request request) {
        return Page.of(
                handle.createQuery(
                                SELECT + "WHERE s.number > :after ORDER BY s.number LIMIT :limit")
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    public void update(
            String id, String name, String permissions, Instant at, @Nullable Instant expiredAt) {
        handle.createUpdate(
                        """
                        UPDATE headrace.system_key SET name = :name, permissions = :permissions,
                            updated_at = :at, expired_at = :expiredAt
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("name", name)
                .bind("permissions", permissions)
                .bind("at", Columns.time(at))
                .bind("expiredAt", Columns.time(expiredAt))
                .execute();
    }

    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.system_key WHERE id = :id")
                .bind("id", id)
                .execute();
    }
}
