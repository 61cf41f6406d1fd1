package dev.headrace.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// What people chose to trust for a destination: certificates of databases, keys of SSH servers.
public final class ApprovalRows {
    private static final RowMapper<Certificate> CERTIFICATE =
            (row, context) ->
                    new Certificate(
                            row.getLong("number"),
                            row.getString("hash"),
                            row.getBytes("certificate"),
                            row.getString("approved_by"),
                            Columns.instant(row, "approved_at"));
    private static final RowMapper<Fingerprint> FINGERPRINT =
            (row, context) ->
                    new Fingerprint(
                            row.getLong("number"),
                            row.getString("hash"),
                            row.getString("public_key"),
                            row.getString("approved_by"),
                            Columns.instant(row, "approved_at"));

    private final Handle handle;

    ApprovalRows(Handle handle) {
        this.handle = handle;
    }

    /// A certificate.
    ///
    /// @param number its place in the order of approval; 0 for one that is not stored yet
    /// @param hash the approver's name for it
    /// @param der the certificate itself
    /// @param approvedBy for people
    @SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
    public record Certificate(
            long number, String hash, byte[] der, String approvedBy, Instant approvedAt) {}

    /// A host key.
    ///
    /// @param number its place in the order of approval; 0 for one that is not stored yet
    /// @param hash the approver's name for it
    /// @param publicKey as it was sent
    /// @param approvedBy for people
    public record Fingerprint(
            long number, String hash, String publicKey, String approvedBy, Instant approvedAt) {}

    /// Adds it; of what has this hash already, it takes the place.
    public Certificate put(String destinationId, Certificate approval) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.certificate_approval AS was
                            (destination_id, hash, certificate, approved_by, approved_at)
                        VALUES (:destination, :hash, :certificate, :by, :at)
                        ON CONFLICT (destination_id, hash) DO UPDATE SET
                            certificate = excluded.certificate,
                            approved_by = CASE WHEN was.certificate = excluded.certificate
                                THEN was.approved_by ELSE excluded.approved_by END,
                            approved_at = CASE WHEN was.certificate = excluded.certificate
                                THEN was.approved_at ELSE excluded.approved_at END
                        RETURNING *
                        """)
                .bind("destination", destinationId)
                .bind("hash", approval.hash())
                .bind("certificate", approval.der())
                .bind("by", approval.approvedBy())
                .bind("at", Columns.time(approval.approvedAt()))
                .map(CERTIFICATE)
                .one();
    }

    /// Adds it; of what has this hash already, it takes the place.
    public Fingerprint put(String destinationId, Fingerprint approval) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.fingerprint_approval AS was
                            (destination_id, hash, public_key, approved_by, approved_at)
                        VALUES (:destination, :hash, :key, :by, :at)
                        ON CONFLICT (destination_id, hash) DO UPDATE SET
                            public_key = excluded.public_key,
                            approved_by = CASE WHEN was.public_key = excluded.public_key
                                THEN was.approved_by ELSE excluded.approved_by END,
                            approved_at = CASE WHEN was.public_key = excluded.public_key
                                THEN was.approved_at ELSE excluded.approved_at END
                        RETURNING *
                        """)
                .bind("destination", destinationId)
                .bind("hash", approval.hash())
                .bind("key", approval.publicKey())
                .bind("by", approval.approvedBy())
                .bind("at", Columns.time(approval.approvedAt()))
                .map(FINGERPRINT)
                .one();
    }

    public Page<Certificate> certificates(String destinationId, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.certificate_approval
                                WHERE destination_id = :destination AND number > :after
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("destination", destinationId)
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(CERTIFICATE)
                        .list(),
                request,
                Certificate::number);
    }

    public Page<Fingerprint> fingerprints(String destinationId, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT * FROM headrace.fingerprint_approval
                                WHERE destination_id = :destination AND number > :after
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("destination", destinationId)
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(FINGERPRINT)
                        .list(),
                request,
                Fingerprint::number);
    }

    /// All of a destination.
    public List<Certificate> certificates(String destinationId) {
        return handle.createQuery(
                        """
                        SELECT * FROM headrace.certificate_approval
                        WHERE destination_id = :destination ORDER BY number
                        """)
                .bind("destination", destinationId)
                .map(CERTIFICATE)
                .list();
    }

    /// All of a destination.
    public List<Fingerprint> fingerprints(String destinationId) {
        return handle.createQuery(
                        """
                        SELECT * FROM headrace.fingerprint_approval
                        WHERE destination_id = :destination ORDER BY number
                        """)
                .bind("destination", destinationId)
                .map(FINGERPRINT)
                .list();
    }

    public Optional<Certificate> certificate(String destinationId, String hash) {
        return handle.createQuery(
                        """
                        SELECT * FROM headrace.certificate_approval
                        WHERE destination_id = :destination AND hash = :hash
                        """)
                .bind("destination", destinationId)
                .bind("hash", hash)
                .map(CERTIFICATE)
                .findOne();
    }

    public Optional<Fingerprint> fingerprint(String destinationId, String hash) {
        return handle.createQuery(
                        """
                        SELECT * FROM headrace.fingerprint_approval
                        WHERE destination_id = :destination AND hash = :hash
                        """)
                .bind("destination", destinationId)
                .bind("hash", hash)
                .map(FINGERPRINT)
                .findOne();
    }

    public void remove(Certificate approval) {
        handle.createUpdate("DELETE FROM headrace.certificate_approval WHERE number = :number")
                .bind("number", approval.number())
                .execute();
    }

    public void remove(Fingerprint approval) {
        handle.createUpdate("DELETE FROM headrace.fingerprint_approval WHERE number = :number")
                .bind("number", approval.number())
                .execute();
    }
}
