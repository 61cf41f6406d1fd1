package dev.headrace.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// Hybrid deployment agents: programs in somebody's own network that move the data of one group.
public final class HybridAgentRows {
    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("group_id"),
                            row.getString("display_name"),
                            row.getString("env_type"),
                            row.getString("auth_type"),
                            Columns.instant(row, "registered_at"),
                            Columns.instant(row, "updated_at"),
                            Columns.instantOrNull(row, "last_used_at"),
                            row.getString("created_by"));

    private final Handle handle;

    HybridAgentRows(Handle handle) {
        this.handle = handle;
    }

    /// An agent.
    ///
    /// @param number its place in the order of creation; 0 for one that is not stored yet
    /// @param envType what it runs in, such as `DOCKER`
    /// @param authType how it was last given its token: `AUTO` or `MANUAL`
    /// @param lastUsedAt null for one that never called
    /// @param createdBy an actor's id
    public record Row(
            long number,
            String id,
            String groupId,
            String displayName,
            String envType,
            String authType,
            Instant registeredAt,
            Instant updatedAt,
            @Nullable Instant lastUsedAt,
            String createdBy) {}

    /// Adds it, unless its id is taken.
    ///
    /// @param digest of the secret in its token
    public Optional<Row> add(Row row, byte[] digest) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.hybrid_agent (id, group_id, display_name, env_type,
                            auth_type, token_digest, registered_at, updated_at, created_by)
                        VALUES (:id, :groupId, :displayName, :envType,
                            :authType, :digest, :registeredAt, :registeredAt, :createdBy)
                        ON CONFLICT DO NOTHING RETURNING *
                        """)
                .bind("id", row.id())
                .bind("groupId", row.groupId())
                .bind("displayName", row.displayName())
                .bind("envType", row.envType())
                .bind("authType", row.authType())
                .bind("digest", digest)
                .bind("registeredAt", Columns.time(row.registeredAt()))
                .bind("createdBy", row.createdBy())
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT * FROM headrace.hybrid_agent WHERE id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// What the secret in its token must come to.
    public Optional<byte[]> digest(String id) {
        return handle.createQuery("SELECT token_digest FROM headrace.hybrid_agent WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> row.getBytes("token_digest"))
                .findOne();
    }

    /// Those of visible groups.
    ///
    /// @param groupId of this group alone, null for all
    public Page<Row> list(Visible groups, @Nullable String groupId, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.hybrid_agent
                                WHERE number > :after AND (:all OR group_id = ANY (:ids))
                                    AND group_id = coalesce(:groupId, group_id)
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("all", groups.all())
                        .bindArray("ids", String.class, groups.ids())
                        .bind("groupId", groupId)
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    /// Gives it another token; the one before is worth nothing from now on.
    public Optional<Row> renew(String id, String authType, byte[] digest, Instant at) {
        return handle.createQuery(
                        """
                        UPDATE headrace.hybrid_agent
                        SET auth_type = :authType, token_digest = :digest, updated_at = :at
                        WHERE id = :id RETURNING *
                        """)
                .bind("id", id)
                .bind("authType", authType)
                .bind("digest", digest)
                .bind("at", Columns.time(at))
                .map(ROW)
                .findOne();
    }

    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.hybrid_agent WHERE id = :id")
                .bind("id", id)
                .execute();
    }
}
