package dev.headrace.connectivity;

import dev.headrace.connectivity.CertificateVerdict.Reason;
import dev.headrace.connectivity.CertificateVerdict.Refused;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// What people read when a certificate is refused, each reason with its own next step.
final class CertificateWords {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final String host;
    private final List<PresentedCertificate> presented;
    private final List<ApprovedCertificate> approved;

    CertificateWords(String host, List<X509Certificate> chain, List<ApprovedCertificate> approved) {
        this.host = host;
        this.presented = chain.stream().map(PresentedCertificate::new).toList();
        this.approved = approved;
    }

    List<PresentedCertificate> presented() {
        return presented;
    }

    static String subject(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        return name.isEmpty() ? "without a subject" : name;
    }

    Refused expired(X509Certificate certificate) {
        return refused(
                Reason.EXPIRED,
                "%s expired on %s."
                        .formatted(
                                whose(certificate),
                                MINUTE.format(certificate.getNotAfter().toInstant())),
                "Renew it on the server, then run again. If it is renewed already, reload the"
                        + " server's configuration.");
    }

    Refused notYetValid(X509Certificate certificate) {
        return refused(
                Reason.NOT_YET_VALID,
                "%s is valid only from %s on."
                        .formatted(
                                whose(certificate),
                                MINUTE.format(certificate.getNotBefore().toInstant())),
                "Compare the clocks of this machine and of the one that issued it, or wait until"
                        + " then.");
    }

    /// @param always whether an approval would not help
    Refused otherName(boolean always) {
        List<String> names = own().names();
        String known = names.isEmpty() ? "no host at all" : String.join(", ", names);
        String connect =
                names.isEmpty()
                        ? "Give the server a certificate with the name " + host
                        : "Connect by a name that the certificate has";
        return refused(
                Reason.OTHER_NAME,
                "The certificate is for %s, not for %s.".formatted(known, host),
                always
                        ? connect + ", or use sslmode=verify-ca, which does not ask for the name."
                        : connect + ", or approve exactly this certificate: " + howToApprove());
    }

    Refused otherPurpose() {
        return refused(
                Reason.OTHER_PURPOSE,
                "The certificate of %s is not made for servers.".formatted(host),
                "Give the server a certificate whose extended key usage has serverAuth, or approve"
                        + " exactly this one: "
                        + howToApprove());
    }

    Refused weak(X509Certificate certificate) {
        return refused(
                Reason.WEAK,
                "%s can be forged: it has a key of %s and a signature by %s."
                        .formatted(
                                whose(certificate),
                                new PresentedCertificate(certificate).keyType(),
                                certificate.getSigAlgName()),
                "Give the server a certificate with RSA of 2048 bits or more, or ECDSA, signed"
                        + " with SHA-256; or approve exactly the server's own: "
                        + howToApprove());
    }

    Refused unknownIssuer() {
        String why =
                own().selfSigned()
                        ? "is self-signed: no authority stands behind it."
                        : "is signed by %s, which is no authority that is trusted here."
                                .formatted(own().issuer());
        return refused(
                Reason.UNKNOWN_ISSUER,
                "The certificate of %s %s".formatted(host, why),
                "Compare its SHA-256 with the one that the server's administrator has. If they are"
                        + " the same: "
                        + howToApprove());
    }

    /// Old and new side by side.
    Refused changed() {
        StringBuilder sentence =
                new StringBuilder("The server does not present what was approved for it.");
        for (ApprovedCertificate each : approved) {
            sentence.append(
                    " Approved by %s on %s: %s."
                            .formatted(
                                    each.validatedBy(),
                                    DAY.format(each.validatedAt()),
                                    described(each.certificate())));
        }
        sentence.append(" Presented now: %s.".formatted(described(own())));
        return refused(
                Reason.CHANGED,
                sentence.toString(),
                "Ask the server's administrator whether the certificate was renewed. If it was: "
                        + howToApprove());
    }

    private static String described(PresentedCertificate certificate) {
        return "%s, signed by %s, valid from %s to %s, SHA-256 %s"
                .formatted(
                        subject(certificate.certificate()),
                        certificate.selfSigned() ? "itself" : certificate.issuer(),
                        DAY.format(certificate.notBefore()),
                        DAY.format(certificate.notAfter()),
                        certificate.sha256());
    }

    String expiresSoon(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        long days = Math.max(0, Duration.between(now, end).toDays());
        return "%s expires on %s, in %d %s."
                .formatted(
                        whose(certificate), MINUTE.format(end), days, days == 1 ? "day" : "days");
    }

    String weakKey(X509Certificate certificate) {
        return "%s was approved, but its key of %s can be forged."
                .formatted(whose(certificate), new PresentedCertificate(certificate).keyType());
    }

    private String howToApprove() {
        return "`headrace trust approve --certificate %s --to ...`, or run again with --trust-certificate %<s."
                .formatted(own().sha256());
    }

    private String whose(X509Certificate certificate) {
        return certificate.equals(own().certificate())
                ? "The certificate of " + host
                : "The certificate of the authority " + subject(certificate);
    }

    private PresentedCertificate own() {
        return presented.getFirst();
    }

    private Refused refused(Reason reason, String sentence, String nextStep) {
        return new Refused(reason, sentence, nextStep, presented, approved);
    }
}
