package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.control.DestinationApprovals;
import java.util.List;

/// Keys of SSH servers that are trusted for a destination.
final class FingerprintEndpoints {
    private static final String FAMILY = "Fingerprints";
    private static final String PATH = "/v1/destinations/{destinationId}/fingerprints";

    private static final Shape.Fields FINGERPRINT =
            Shape.fields(
                    "Fingerprint",
                    Field.of("id", TEXT).about("base64url of the hash, for paths"),
                    Field.of("hash", TEXT),
                    Field.of("public_key", TEXT),
                    Field.of("validated_date", Shape.MOMENT),
                    Field.of("validated_by", TEXT));
    private static final Shape.Fields APPROVAL =
            Shape.fields(
                    "FingerprintRequest",
                    Field.of("hash", CertificateEndpoints.HASH),
                    Field.of("public_key", TEXT));
    private static final Shape.Fields OLD_APPROVAL =
            Shape.fields(
                    "AccountFingerprintRequest",
                    Field.of("hash", CertificateEndpoints.HASH),
                    Field.of("public_key", TEXT),
                    Field.optional("destination_id", TEXT),
                    Field.optional("connection_id", TEXT),
                    Field.optional("connector_id", TEXT));

    private final DestinationApprovals approvals;

    FingerprintEndpoints(DestinationApprovals approvals) {
        this.approvals = approvals;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, "get_destination_fingerprints_list")
                        .about(FAMILY, "List a destination's fingerprints")
                        .lists(FINGERPRINT)
                        .by(this::list),
                Endpoint.post(PATH, "approve_destination_fingerprint")
                        .about(FAMILY, "Trust an SSH server's key for a destination")
                        .takes(APPROVAL)
                        .creates(FINGERPRINT)
                        .by(this::approve),
                Endpoint.get(PATH + "/<hash>", "get_destination_fingerprint_details")
                        .about(FAMILY, "Get a fingerprint of a destination")
                        .answers(FINGERPRINT)
                        .by(this::details),
                Endpoint.delete(PATH + "/<hash>", "revoke_destination_fingerprint")
                        .about(FAMILY, "Trust an SSH server's key for a destination no more")
                        .by(this::revoke),
                Endpoint.post("/v1/fingerprints", "approve_fingerprint")
                        .about(FAMILY, "Trust an SSH server's key, the old way")
                        .takes(OLD_APPROVAL)
                        .by(this::approveOld));
    }

    private Answer list(Call call) {
        return Answer.list(
                "Destination fingerprints retrieved successfully",
                approvals.fingerprints(call.caller(), id(call), call.page()),
                FingerprintEndpoints::view);
    }

    private Answer approve(Call call) {
        return Answer.of("The fingerprint has been approved.", view(approve(call, id(call))));
    }

    private Answer details(Call call) {
        return Answer.of(
                "Destination fingerprint details retrieved successfully",
                view(approvals.fingerprint(call.caller(), id(call), call.path("hash"))));
    }

    private Answer revoke(Call call) {
        String hash = call.path("hash");
        approvals.revokeFingerprint(call.caller(), id(call), hash);
        return Answer.of(
                "Fingerprint with hash = '%s' has been revoked for destination id = '%s'"
                        .formatted(hash, id(call)));
    }

    private Answer approveOld(Call call) {
        approve(call, CertificateEndpoints.destination(call.body()));
        return Answer.of("The fingerprint has been approved.");
    }

    private DestinationApprovals.Fingerprint approve(Call call, String destinationId) {
        Body body = call.body();
        return approvals.approveFingerprint(
                call.caller(), destinationId, body.text("hash"), body.text("public_key"));
    }

    private static String id(Call call) {
        return call.path("destinationId");
    }

    private static Members view(DestinationApprovals.Fingerprint fingerprint) {
        return new Members()
                .put("id", fingerprint.id())
                .put("hash", fingerprint.hash())
                .put("public_key", fingerprint.publicKey())
                .put("validated_date", fingerprint.validatedAt())
                .put("validated_by", fingerprint.validatedBy());
    }
}
