package dev.headrace.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// Private links: named ways through a cloud's own network.
public final class PrivateLinkRows {
    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("name"),
                            row.getString("region"),
                            row.getString("service"),
                            row.getString("config"),
                            new Status(
                                    row.getString("state"),
                                    row.getString("state_summary"),
                                    row.getString("host")),
                            Columns.instant(row, "created_at"),
                            row.getString("created_by"));

    private final Handle handle;

    PrivateLinkRows(Handle handle) {
        this.handle = handle;
    }

    /// A private link.
    ///
    /// @param number its place in the order of creation; 0 for one that is not stored yet
    /// @param config a JSON object of strings, as it was sent
    /// @param createdBy an actor's id
    public record Row(
            long number,
            String id,
            String name,
            String region,
            String service,
            String config,
            Status status,
            Instant createdAt,
            String createdBy) {

        public Row with(Status status) {
            return new Row(number, id, name, region, service, config, status, createdAt, createdBy);
        }

        public Row withConfig(String config) {
            return new Row(number, id, name, region, service, config, status, createdAt, createdBy);
        }
    }

    /// How far it is.
    ///
    /// @param state such as `CREATING`
    /// @param summary for people; may be empty
    /// @param host the private name or address to connect to; empty until there is one
    public record Status(String state, String summary, String host) {}

    /// Adds it, unless its id or name is taken.
    public Optional<Row> add(Row row) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.private_link (id, name, region, service, config,
                            state, state_summary, host, created_at, created_by)
                        VALUES (:id, :name, :region, :service, :config::json,
                            :state, :summary, :host, :at, :createdBy)
                        ON CONFLICT DO NOTHING RETURNING *
                        """)
                .bind("id", row.id())
                .bind("name", row.name())
                .bind("region", row.region())
                .bind("service", row.service())
                .bind("config", row.config())
                .bind("state", row.status().state())
                .bind("summary", row.status().summary())
                .bind("host", row.status().host())
                .bind("at", Columns.time(row.createdAt()))
                .bind("createdBy", row.createdBy())
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT * FROM headrace.private_link WHERE id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from others until the transaction ends.
    public Optional<Row> lock(String id) {
        return handle.createQuery("SELECT * FROM headrace.private_link WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    public Page<Row> list(Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.private_link
                                WHERE number > :after ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    /// Writes what can change: the configuration and the status.
    public void change(Row row) {
        handle.createUpdate(
                        """
                        UPDATE headrace.private_link SET config = :config::json, state = :state,
                            state_summary = :summary, host = :host
                        WHERE id = :id
                        """)
                .bind("id", row.id())
                .bind("config", row.config())
                .bind("state", row.status().state())
                .bind("summary", row.status().summary())
                .bind("host", row.status().host())
                .execute();
    }

    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.private_link WHERE id = :id")
                .bind("id", id)
                .execute();
    }
}
