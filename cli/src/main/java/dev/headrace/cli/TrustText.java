package dev.headrace.cli;

import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.ApprovedFingerprint;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.connectivity.Sha256;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Certificates and approvals as people and programs read them.
final class TrustText {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private TrustText() {}

    /// Each certificate with what approving it would mean.
    ///
    /// @param ownFirst whether the first is a server's own
    static Text presented(String title, List<PresentedCertificate> certificates, boolean ownFirst) {
        Text text = Text.empty().add(Printable.line(title) + ":");
        for (int i = 0; i < certificates.size(); i++) {
            PresentedCertificate each = certificates.get(i);
            boolean own = ownFirst ? i == 0 : !each.authority();
            text.newLine()
                    .newLine()
                    .add("%d. ".formatted(i + 1))
                    .bold(Printable.line(each.subject()))
                    .add(ownFirst && own ? " (the server's own)" : "");
            line(text, "names", each.names().isEmpty() ? "none" : String.join(", ", each.names()));
            line(text, "signed by", each.selfSigned() ? "itself" : each.issuer());
            line(
                    text,
                    "valid",
                    DAY.format(each.notBefore()) + " to " + DAY.format(each.notAfter()));
            line(text, "key", each.keyType());
            line(text, "SHA-256", new Sha256(each.sha256()).colons());
            line(text, "approving", each.meaning(own));
        }
        return text;
    }

    private static void line(Text text, String label, String value) {
        text.newLine().dim("   %-10s ".formatted(label)).add(Printable.line(value));
    }

    static Text approved(String destination, List<PresentedCertificate> chosen) {
        Text text = Text.empty().newLine().add("Approved for " + Printable.line(destination) + ":");
        for (PresentedCertificate each : chosen) {
            text.newLine().add("  " + each.sha256() + "  " + Printable.line(each.subject()));
        }
        return text;
    }

    static Text approvals(Map<String, TrustStore.Entry> all) {
        if (all.isEmpty()) {
            return Text.of("Nothing is approved.");
        }
        TextTable table =
                new TextTable("destination", "kind", "what", "until", "approved", "SHA-256");
        all.forEach((destination, entry) -> {
            for (ApprovedCertificate each : entry.certificates()) {
                table.add(
                        destination,
                        "certificate",
                        each.certificate().subject(),
                        DAY.format(each.certificate().notAfter()),
                        DAY.format(each.validatedAt()) + " by " + each.validatedBy(),
                        each.certificate().sha256());
            }
            for (ApprovedFingerprint each : entry.fingerprints()) {
                table.add(
                        destination,
                        "SSH host key",
                        each.key().toString(),
                        "",
                        DAY.format(each.validatedAt()) + " by " + each.validatedBy(),
                        each.key().sha256());
            }
        });
        // Never cut: the hashes are to be typed again.
        return table.render(Integer.MAX_VALUE);
    }

    static Json.Members json(Map<String, TrustStore.Entry> all) {
        List<Json.Members> certificates = new ArrayList<>();
        List<Json.Members> fingerprints = new ArrayList<>();
        all.forEach((destination, entry) -> {
            for (ApprovedCertificate each : entry.certificates()) {
                certificates.add(
                        certificate(each.certificate())
                                .put("destination", destination)
                                .put("validated_by", each.validatedBy())
                                .put("validated_at", Report.instant(each.validatedAt())));
            }
            for (ApprovedFingerprint each : entry.fingerprints()) {
                fingerprints.add(
                        fingerprint(each.key())
                                .put("destination", destination)
                                .put("validated_by", each.validatedBy())
                                .put("validated_at", Report.instant(each.validatedAt())));
            }
        });
        return Json.object().put("certificates", certificates).put("fingerprints", fingerprints);
    }

    static Json.Members fingerprint(HostKey key) {
        return Json.object()
                .put("hash", key.hash())
                .put("sha256", key.sha256())
                .put("key_type", key.type())
                .put("fingerprint", key.fingerprint())
                .put("public_key", key.line());
    }

    static Json.Members certificate(PresentedCertificate certificate) {
        return Json.object()
                .put("sha256", certificate.sha256())
                .put("hash", certificate.hash())
                .put("subject", certificate.subject())
                .put("issuer", certificate.issuer())
                .put("names", certificate.names())
                .put("key_type", certificate.keyType())
                .put("authority", certificate.authority())
                .put("not_before", Report.instant(certificate.notBefore()))
                .put("not_after", Report.instant(certificate.notAfter()));
    }
}
