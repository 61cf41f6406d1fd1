package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.catalog.ApprovalRows;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Transaction;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The verbs on what is trusted for a destination.
public final class DestinationApprovals {
    private final Catalog catalog;
    private final Audit audit;
    private final InstantSource clock;

    public DestinationApprovals(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// An approved certificate as it is shown.
    ///
    /// @param id the hash's base64url, for paths
    /// @param name whose it is
    /// @param publicKey for people
    public record Certificate(
            String id,
            String name,
            String hash,
            String sha1,
            String sha256,
            String publicKey,
            Instant validatedAt,
            String validatedBy) {}

    /// An approved host key as it is shown.
    ///
    /// @param id the hash's base64url, for paths
    public record Fingerprint(
            String id, String hash, String publicKey, Instant validatedAt, String validatedBy) {}

    public Page<Certificate> certificates(
            Caller caller, String destinationId, Page.Request request) {
        return seen(
                        caller,
                        destinationId,
                        transaction -> transaction.approvals().certificates(destinationId, request))
                .map(DestinationApprovals::shown);
    }

    public Page<Fingerprint> fingerprints(
            Caller caller, String destinationId, Page.Request request) {
        return seen(
                        caller,
                        destinationId,
                        transaction -> transaction.approvals().fingerprints(destinationId, request))
                .map(DestinationApprovals::shown);
    }

    /// One that is trusted.
    ///
    /// @param name its hash or its id
    public Certificate certificate(Caller caller, String destinationId, String name) {
        return seen(
                caller,
                destinationId,
                transaction -> shown(findCertificate(transaction, destinationId, name)));
    }

    /// One that is trusted.
    ///
    /// @param name its hash or its id
    public Fingerprint fingerprint(Caller caller, String destinationId, String name) {
        return seen(
                caller,
                destinationId,
                transaction -> shown(findFingerprint(transaction, destinationId, name)));
    }

    /// Trusts a certificate from now on, under whatever name the client has for it.
    ///
    /// @param encoded base64 of its DER
    public Certificate approveCertificate(
            Caller caller, String destinationId, String hash, String encoded) {
        requireHash(hash);
        return changed(
                caller,
                destinationId,
                transaction -> {
                    PresentedCertificate certificate = read(encoded);
                    ApprovalRows.Certificate row =
                            transaction
                                    .approvals()
                                    .put(
                                            destinationId,
                                            new ApprovalRows.Certificate(
                                                    0,
                                                    hash,
                                                    certificate.encoded(),
                                                    caller.actor().name(),
                                                    clock.instant()));
                    audit.record(
                            transaction,
                            caller,
                            new Subject("certificate.approve", "destination", destinationId),
                            null,
                            Map.of("hash", hash, "sha256", certificate.sha256()));
                    return shown(row);
                });
    }

    /// Trusts a host key from now on, under whatever name the client has for it.
    public Fingerprint approveFingerprint(
            Caller caller, String destinationId, String hash, String publicKey) {
        requireHash(hash);
        if (publicKey.isBlank()) {
            throw Refusal.Invalid.required("public_key");
        }
        return changed(
                caller,
                destinationId,
                transaction -> {
                    ApprovalRows.Fingerprint row =
                            transaction
                                    .approvals()
                                    .put(
                                            destinationId,
                                            new ApprovalRows.Fingerprint(
                                                    0,
                                                    hash,
                                                    publicKey,
                                                    caller.actor().name(),
                                                    clock.instant()));
                    audit.record(
                            transaction,
                            caller,
                            new Subject("fingerprint.approve", "destination", destinationId),
                            null,
                            Map.of("hash", hash, "public_key", publicKey));
                    return shown(row);
                });
    }

    /// Trusts it no more: the next test fails where it depends on it.
    ///
    /// @param name its hash or its id
    public void revokeCertificate(Caller caller, String destinationId, String name) {
        changed(
                caller,
                destinationId,
                transaction -> {
                    ApprovalRows.Certificate row =
                            findCertificate(transaction, destinationId, name);
                    transaction.approvals().remove(row);
                    audit.record(
                            transaction,
                            caller,
                            new Subject("certificate.revoke", "destination", destinationId),
                            Map.of("hash", row.hash()),
                            null);
                    return row;
                });
    }

    /// Trusts it no more: the next test fails where it depends on it.
    ///
    /// @param name its hash or its id
    public void revokeFingerprint(Caller caller, String destinationId, String name) {
        changed(
                caller,
                destinationId,
                transaction -> {
                    ApprovalRows.Fingerprint row =
                            findFingerprint(transaction, destinationId, name);
                    transaction.approvals().remove(row);
                    audit.record(
                            transaction,
                            caller,
                            new Subject("fingerprint.revoke", "destination", destinationId),
                            Map.of("hash", row.hash(), "public_key", row.publicKey()),
                            null);
                    return row;
                });
    }

    private <T> T seen(Caller caller, String destinationId, Function<Transaction, T> work) {
        Destinations.require(caller, Permission.VIEW_DESTINATION, destinationId);
        return catalog.in(transaction -> {
            Destinations.find(transaction, destinationId);
            return work.apply(transaction);
        });
    }

    private <T> T changed(Caller caller, String destinationId, Function<Transaction, T> work) {
        Destinations.require(caller, Permission.EDIT_DESTINATION, destinationId);
        return catalog.in(transaction -> {
            var _ =
                    transaction
                            .destinations()
                            .lock(destinationId)
                            .orElseThrow(() -> Destinations.missing(destinationId));
            return work.apply(transaction);
        });
    }

    private static ApprovalRows.Certificate findCertificate(
            Transaction transaction, String destinationId, String name) {
        return found(name, hash -> transaction.approvals().certificate(destinationId, hash))
                .orElseThrow(() -> missing("certificate", destinationId, name));
    }

    private static ApprovalRows.Fingerprint findFingerprint(
            Transaction transaction, String destinationId, String name) {
        return found(name, hash -> transaction.approvals().fingerprint(destinationId, hash))
                .orElseThrow(() -> missing("fingerprint", destinationId, name));
    }

    /// By the hash itself or by its id. Of a path's last slash nobody knows whether it belongs to
    /// the hash.
    private static <T> Optional<T> found(String name, Function<String, Optional<T>> find) {
        String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        return find.apply(name)
                .or(() -> find.apply(name + "/"))
                .or(() -> find.apply(bare))
                .or(() -> decoded(bare).flatMap(find));
    }

    private static Optional<String> decoded(String id) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(id);
            String hash =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return hash.indexOf(0) < 0 ? Optional.of(hash) : Optional.empty();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static PresentedCertificate read(String encoded) {
        try {
            byte[] der = Base64.getDecoder().decode(encoded.replaceAll("\\s", ""));
            Optional<PresentedCertificate> read = CatalogApprovals.read(der);
            if (read.isPresent()) {
                return read.get();
            }
        } catch (IllegalArgumentException e) {
            throw new Refusal.Invalid("Field 'encoded_cert' is not valid base64");
        }
        throw new Refusal.Invalid("Field 'encoded_cert' is no X.509 certificate in DER");
    }

    private static void requireHash(String hash) {
        if (hash.isBlank()) {
            throw Refusal.Invalid.required("hash");
        }
    }

    private static Certificate shown(ApprovalRows.Certificate row) {
        PresentedCertificate certificate = CatalogApprovals.stored(row);
        return new Certificate(
                id(row.hash()),
                certificate.subject(),
                row.hash(),
                certificate.sha1(),
                certificate.sha256(),
                certificate.certificate().getPublicKey().toString(),
                row.approvedAt(),
                row.approvedBy());
    }

    private static Fingerprint shown(ApprovalRows.Fingerprint row) {
        return new Fingerprint(
                id(row.hash()), row.hash(), row.publicKey(), row.approvedAt(), row.approvedBy());
    }

    private static String id(String hash) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(hash.getBytes(StandardCharsets.UTF_8));
    }

    private static Refusal.NotFound missing(String what, String destinationId, String name) {
        return new Refusal.NotFound(
                null,
                "Destination '%s' has no approved %s '%s'.".formatted(destinationId, what, name));
    }
}
