package dev.headrace.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// Proxy agents: programs in somebody's own network that pass connections on.
public final class ProxyAgentRows {
    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("display_name"),
                            row.getString("region"),
                            Columns.instant(row, "registered_at"),
                            row.getString("created_by"));

    private final Handle handle;

    ProxyAgentRows(Handle handle) {
        this.handle = handle;
    }

    /// An agent.
    ///
    /// @param number its place in the order of creation; 0 for one that is not stored yet
    /// @param createdBy an actor's id
    public record Row(
            long number,
            String id,
            String displayName,
            String region,
            Instant registeredAt,
            String createdBy) {}

    /// What it shows who it is with.
    ///
    /// @param tokenDigest of its token
    /// @param fingerprint SHA-256 of its certificate
    @SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
    public record Identity(byte[] tokenDigest, String fingerprint) {}

    /// Adds it, unless its id or name is taken.
    public Optional<Row> add(Row row, Identity identity) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.proxy_agent (id, display_name, region, token_digest,
                            certificate_fingerprint, registered_at, created_by)
                        VALUES (:id, :displayName, :region, :digest,
                            :fingerprint, :registeredAt, :createdBy)
                        ON CONFLICT DO NOTHING RETURNING *
                        """)
                .bind("id", row.id())
                .bind("displayName", row.displayName())
                .bind("region", row.region())
                .bind("digest", identity.tokenDigest())
                .bind("fingerprint", identity.fingerprint())
                .bind("registeredAt", Columns.time(row.registeredAt()))
                .bind("createdBy", row.createdBy())
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT * FROM headrace.proxy_agent WHERE id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from others until the transaction ends.
    public Optional<Row> lock(String id) {
        return handle.createQuery("SELECT * FROM headrace.proxy_agent WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// What it must show.
    public Optional<Identity> identity(String id) {
        return handle.createQuery(
                        """
                        SELECT token_digest, certificate_fingerprint FROM headrace.proxy_agent
                        WHERE id = :id
                        """)
                .bind("id", id)
                .map((row, context) ->
                        new Identity(
                                row.getBytes("token_digest"),
                                row.getString("certificate_fingerprint")))
                .findOne();
    }

    public Page<Row> list(Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.proxy_agent
                                WHERE number > :after ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    /// Gives it another identity; the one before is worth nothing from now on.
    public void renew(String id, Identity identity) {
        handle.createUpdate(
                        """
                        UPDATE headrace.proxy_agent
                        SET token_digest = :digest, certificate_fingerprint = :fingerprint
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("digest", identity.tokenDigest())
                .bind("fingerprint", identity.fingerprint())
                .execute();
    }

    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.proxy_agent WHERE id = :id")
                .bind("id", id)
                .execute();
    }
}
