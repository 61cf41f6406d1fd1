package dev.headrace.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// Log services: where logs go, one for each group and one for the account. What of their
/// configuration is secret is with the other secrets.
public final class LogServiceRows {
    /// The kind of owner of the sealed secrets; the migration's trigger goes by it.
    public static final String KIND = "log_service";

    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("group_id"),
                            row.getString("service"),
                            row.getBoolean("enabled"),
                            row.getString("config"),
                            Columns.instant(row, "created_at"));

    private final Handle handle;

    LogServiceRows(Handle handle) {
        this.handle = handle;
    }

    /// A log service.
    ///
    /// @param number its place in the order of creation; 0 for one that is not stored yet
    /// @param id the group's, or the account's
    /// @param groupId null for the account's
    /// @param config a JSON object of strings, without the secrets
    public record Row(
            long number,
            String id,
            @Nullable String groupId,
            String service,
            boolean enabled,
            String config,
            Instant createdAt) {}

    /// Adds it, unless there is one.
    public Optional<Row> add(Row row) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.log_service
                            (id, group_id, service, enabled, config, created_at)
                        VALUES (:id, :groupId, :service, :enabled, :config::json, :at)
                        ON CONFLICT DO NOTHING RETURNING *
                        """)
                .bind("id", row.id())
                .bind("groupId", row.groupId())
                .bind("service", row.service())
                .bind("enabled", row.enabled())
                .bind("config", row.config())
                .bind("at", Columns.time(row.createdAt()))
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT * FROM headrace.log_service WHERE id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from others until the transaction ends.
    public Optional<Row> lock(String id) {
        return handle.createQuery("SELECT * FROM headrace.log_service WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// Those of groups.
    public Page<Row> list(Visible groups, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.log_service
                                WHERE number > :after AND group_id IS NOT NULL
                                    AND (:all OR group_id = ANY (:ids))
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("all", groups.all())
                        .bindArray("ids", String.class, groups.ids())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    public void change(String id, boolean enabled, String config) {
        handle.createUpdate(
                        """
                        UPDATE headrace.log_service SET enabled = :enabled, config = :config::json
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("enabled", enabled)
                .bind("config", config)
                .execute();
    }

    /// Removes it, and its secrets with it.
    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.log_service WHERE id = :id")
                .bind("id", id)
                .execute();
    }
}
