package dev.headrace.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Webhooks: URLs that want to hear of events. Their signing secrets are with the other secrets.
public final class WebhookRows {
    /// The kind of owner of the sealed secrets; the migration's trigger goes by it.
    public static final String KIND = "webhook";

    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("group_id"),
                            new Content(
                                    row.getString("url"),
                                    List.of((String[]) row.getArray("events").getArray()),
                                    row.getBoolean("active"),
                                    row.getBoolean("signed"),
                                    row.getBoolean("signature_upper_case")),
                            Columns.instant(row, "created_at"),
                            row.getString("created_by"));

    private final Handle handle;

    WebhookRows(Handle handle) {
        this.handle = handle;
    }

    /// A webhook.
    ///
    /// @param number its place in the order of creation; 0 for one that is not stored yet
    /// @param groupId null for the account's
    /// @param createdBy an actor's id
    public record Row(
            long number,
            String id,
            @Nullable String groupId,
            Content content,
            Instant createdAt,
            String createdBy) {

        public Row with(Content content) {
            return new Row(number, id, groupId, content, createdAt, createdBy);
        }
    }

    /// What can change.
    ///
    /// @param events in the order in which they were sent
    /// @param signed whether there is a secret
    /// @param signatureUpperCase how the signature's digits are written
    public record Content(
            String url,
            List<String> events,
            boolean active,
            boolean signed,
            boolean signatureUpperCase) {

        public Content {
            events = List.copyOf(events);
        }
    }

    /// Which rows a caller may see.
    ///
    /// @param account whether the account's
    public record Seen(boolean account, Visible groups) {}

    /// Adds it, unless its id is taken.
    public Optional<Row> add(Row row) {
        return bind(
                        handle.createQuery(
                                """
                                INSERT INTO headrace.webhook (id, group_id, url, events, active,
                                    signed, signature_upper_case, created_at, created_by)
                                VALUES (:id, :groupId, :url, :events, :active,
                                    :signed, :upper, :at, :createdBy)
                                ON CONFLICT DO NOTHING RETURNING *
                                """),
                        row)
                .bind("groupId", row.groupId())
                .bind("at", Columns.time(row.createdAt()))
                .bind("createdBy", row.createdBy())
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT * FROM headrace.webhook WHERE id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from others until the transaction ends.
    public Optional<Row> lock(String id) {
        return handle.createQuery("SELECT * FROM headrace.webhook WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    public Page<Row> list(Seen seen, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.webhook
                                WHERE number > :after
                                    AND CASE WHEN group_id IS NULL THEN :account
                                        ELSE :all OR group_id = ANY (:ids) END
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("account", seen.account())
                        .bind("all", seen.groups().all())
                        .bindArray("ids", String.class, seen.groups().ids())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    public void change(Row row) {
        bind(
                        handle.createUpdate(
                                """
                                UPDATE headrace.webhook SET url = :url, events = :events,
                                    active = :active, signed = :signed,
                                    signature_upper_case = :upper
                                WHERE id = :id
                                """),
                        row)
                .execute();
    }

    /// Removes it, and its secret with it.
    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.webhook WHERE id = :id").bind("id", id).execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Row row) {
        Content content = row.content();
        return statement
                .bind("id", row.id())
                .bind("url", content.url())
                .bindArray("events", String.class, content.events())
                .bind("active", content.active())
                .bind("signed", content.signed())
                .bind("upper", content.signatureUpperCase());
    }
}
