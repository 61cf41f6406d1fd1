package dev.headrace.catalog;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Who changed what. Rows are only ever added.
public final class AuditRows {
    private final Handle handle;

    AuditRows(Handle handle) {
        this.handle = handle;
    }

    /// One change.
    ///
    /// @param number 0 for one that is not stored yet
    /// @param actorKind `user`, `system_key` or `operator`
    /// @param address where the request came from, null where there was none
    /// @param action such as `destination.update`
    /// @param before JSON, secrets masked; null where there was nothing
    /// @param after JSON, secrets masked; null where there is nothing any more
    public record Entry(
            long number,
            Instant at,
            String actorKind,
            String actorId,
            String actorName,
            @Nullable String address,
            @Nullable String requestId,
            String action,
            String subjectKind,
            String subjectId,
            @Nullable String before,
            @Nullable String after) {}

    public void add(Entry entry) {
        handle.createUpdate(
                        """
                        INSERT INTO headrace.audit (at, actor_kind, actor_id, actor_name, address,
                            request_id, action, subject_kind, subject_id, before, after)
                        VALUES (:at, :actorKind, :actorId, :actorName, :address, :requestId,
                            :action, :subjectKind, :subjectId, :before::jsonb, :after::jsonb)
                        """)
                .bind("at", Columns.time(entry.at()))
                .bind("actorKind", entry.actorKind())
                .bind("actorId", entry.actorId())
                .bind("actorName", entry.actorName())
                .bind("address", entry.address())
                .bind("requestId", entry.requestId())
                .bind("action", entry.action())
                .bind("subjectKind", entry.subjectKind())
                .bind("subjectId", entry.subjectId())
                .bind("before", entry.before())
                .bind("after", entry.after())
                .execute();
    }

    /// Which lines are meant; null for any.
    ///
    /// @param since not before this
    /// @param until before this
    public record Filter(
            @Nullable String action,
            @Nullable String actorId,
            @Nullable String subjectKind,
            @Nullable String subjectId,
            @Nullable Instant since,
            @Nullable Instant until) {
        /// All lines.
        public static final Filter NONE = new Filter(null, null, null, null, null, null);
    }

    /// All of them, the newest first.
    public Page<Entry> list(Page.Request request) {
        return list(Filter.NONE, request);
    }

    /// The newest first.
    public Page<Entry> list(Filter filter, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT number, at, actor_kind, actor_id, actor_name, address,
                                    request_id, action, subject_kind, subject_id,
                                    before::text AS before, after::text AS after
                                FROM headrace.audit
                                WHERE (:after = 0 OR number < :after)
                                    AND (:action::text IS NULL OR action = :action)
                                    AND (:actorId::text IS NULL OR actor_id = :actorId)
                                    AND (:kind::text IS NULL OR subject_kind = :kind)
                                    AND (:subjectId::text IS NULL OR subject_id = :subjectId)
                                    AND (:since::timestamptz IS NULL OR at >= :since)
                                    AND (:until::timestamptz IS NULL OR at < :until)
                                ORDER BY number DESC LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("action", filter.action())
                        .bind("actorId", filter.actorId())
                        .bind("kind", filter.subjectKind())
                        .bind("subjectId", filter.subjectId())
                        .bindByType("since", Columns.time(filter.since()), OffsetDateTime.class)
                        .bindByType("until", Columns.time(filter.until()), OffsetDateTime.class)
                        .bind("limit", request.limitAndOne())
                        .map((row, context) ->
                                new Entry(
                                        row.getLong("number"),
                                        Columns.instant(row, "at"),
                                        row.getString("actor_kind"),
                                        row.getString("actor_id"),
                                        row.getString("actor_name"),
                                        row.getString("address"),
                                        row.getString("request_id"),
                                        row.getString("action"),
                                        row.getString("subject_kind"),
                                        row.getString("subject_id"),
                                        row.getString("before"),
                                        row.getString("after")))
                        .list(),
                request,
                Entry::number);
    }
}
