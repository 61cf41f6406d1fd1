package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.control.DestinationApprovals;
import dev.headrace.refusal.Refusal;
import java.util.List;

/// Certificates that are trusted for a destination.
final class CertificateEndpoints {
    private static final String FAMILY = "Certificates";
    private static final String PATH = "/v1/destinations/{destinationId}/certificates";

    /// What an index takes; the hashes that clients know have 43 characters.
    static final Shape HASH = new Shape.Text(512, null);

    private static final Shape ENCODED = new Shape.Text(262_144, null);

    private static final Shape.Fields CERTIFICATE =
            Shape.fields(
                    "Certificate",
                    Field.of("id", TEXT).about("base64url of the hash, for paths"),
                    Field.of("name", TEXT),
                    Field.of("hash", TEXT),
                    Field.of("type", Shape.choice("TLS")),
                    Field.of("sha1", TEXT),
                    Field.of("sha256", TEXT),
                    Field.of("public_key", TEXT),
                    Field.of("validated_date", Shape.MOMENT),
                    Field.of("validated_by", TEXT));
    private static final Shape.Fields APPROVAL =
            Shape.fields(
                    "CertificateRequest",
                    Field.of("hash", HASH),
                    Field.of("encoded_cert", ENCODED).about("base64 of the DER"));
    private static final Shape.Fields OLD_APPROVAL =
            Shape.fields(
                    "AccountCertificateRequest",
                    Field.of("hash", HASH),
                    Field.of("encoded_cert", ENCODED),
                    Field.optional("destination_id", TEXT),
                    Field.optional("connection_id", TEXT),
                    Field.optional("connector_id", TEXT));

    private final DestinationApprovals approvals;

    CertificateEndpoints(DestinationApprovals approvals) {
        this.approvals = approvals;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, "get_destination_certificates_list")
                        .about(FAMILY, "List a destination's certificates")
                        .lists(CERTIFICATE)
                        .by(this::list),
                Endpoint.post(PATH, "approve_destination_certificate")
                        .about(FAMILY, "Trust a certificate for a destination")
                        .takes(APPROVAL)
                        .creates(CERTIFICATE)
                        .by(this::approve),
                Endpoint.get(PATH + "/<hash>", "get_destination_certificate_details")
                        .about(FAMILY, "Get a certificate of a destination")
                        .answers(CERTIFICATE)
                        .by(this::details),
                Endpoint.delete(PATH + "/<hash>", "revoke_destination_certificate")
                        .about(FAMILY, "Trust a certificate for a destination no more")
                        .by(this::revoke),
                Endpoint.post("/v1/certificates", "approve_certificate")
                        .about(FAMILY, "Trust a certificate, the old way")
                        .takes(OLD_APPROVAL)
                        .by(this::approveOld));
    }

    private Answer list(Call call) {
        return Answer.list(
                "Destination certificates retrieved successfully",
                approvals.certificates(call.caller(), id(call), call.page()),
                CertificateEndpoints::view);
    }

    private Answer approve(Call call) {
        return Answer.of("The certificate has been approved.", view(approve(call, id(call))));
    }

    private Answer details(Call call) {
        return Answer.of(
                "Destination certificate details retrieved successfully",
                view(approvals.certificate(call.caller(), id(call), call.path("hash"))));
    }

    private Answer revoke(Call call) {
        String hash = call.path("hash");
        approvals.revokeCertificate(call.caller(), id(call), hash);
        return Answer.of(
                "Certificate '%s' has been revoked for destination '%s'".formatted(hash, id(call)));
    }

    private Answer approveOld(Call call) {
        approve(call, destination(call.body()));
        return Answer.of("The certificate has been approved.");
    }

    private DestinationApprovals.Certificate approve(Call call, String destinationId) {
        Body body = call.body();
        return approvals.approveCertificate(
                call.caller(), destinationId, body.text("hash"), body.text("encoded_cert"));
    }

    /// Which destination an approval of the old form is for.
    static String destination(Body body) {
        body.find("connection_id")
                .or(() -> body.find("connector_id"))
                .ifPresent(id -> {
                    throw new Refusal.NotFound(
                            "Connector", "Connector with id '%s' does not exist.".formatted(id));
                });
        return body.text("destination_id");
    }

    private static String id(Call call) {
        return call.path("destinationId");
    }

    private static Members view(DestinationApprovals.Certificate certificate) {
        return new Members()
                .put("id", certificate.id())
                .put("name", certificate.name())
                .put("hash", certificate.hash())
                .put("type", "TLS")
                .put("sha1", certificate.sha1())
                .put("sha256", certificate.sha256())
                .put("public_key", certificate.publicKey())
                .put("validated_date", certificate.validatedAt())
                .put("validated_by", certificate.validatedBy());
    }
}
