package dev.headrace.connectivity;

import dev.headrace.connectivity.CertificateVerdict.Refused;
import dev.headrace.connectivity.CertificateVerdict.Trusted;
import dev.headrace.connectivity.TlsDemand.Proof;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides whether a server's certificates are trusted: by exactly an approved certificate, by an
/// approved authority, or by one that the JDK knows.
///
/// @param host the name that a certificate must have
/// @param roots certificates that the user named in a file, beside those approved
/// @param publicRoots whether the JDK's own authorities count; what they sign must have the host's
///   name, whatever else is asked
record CertificateRule(
        String host,
        Proof proof,
        List<ApprovedCertificate> approved,
        List<X509Certificate> roots,
        boolean publicRoots) {
    /// Long enough to have a certificate renewed, short enough to be taken seriously.
    static final Duration EXPIRY_WARNING = Duration.ofDays(30);

    /// What can be factored today has fewer.
    private static final int RSA_BITS_MIN = 2_048;

    private static final int EC_BITS_MIN = 224;
    private static final String SERVER_PURPOSE = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    /// @param chain what the server presents, its own certificate first
    CertificateVerdict decide(List<X509Certificate> chain, Instant now) {
        if (proof != Proof.NONE) {
            return judge(chain, now);
        }
        CertificateRule asked =
                new CertificateRule(host, Proof.CHAIN_AND_NAME, approved, roots, publicRoots);
        return switch (asked.judge(chain, now)) {
            case Trusted trusted -> trusted;
            case Refused refused ->
                    new Trusted(
                            false,
                            "TLS encrypts; who the server is was not asked.",
                            refused.presented(),
                            List.of(),
                            List.of());
        };
    }

    private CertificateVerdict judge(List<X509Certificate> chain, Instant now) {
        X509Certificate own = chain.getFirst();
        CertificateWords words = new CertificateWords(host, chain, approved);
        if (now.isAfter(own.getNotAfter().toInstant())) {
            return words.expired(own);
        }
        if (now.isBefore(own.getNotBefore().toInstant())) {
            return words.notYetValid(own);
        }
        Optional<ApprovedCertificate> pin = approvalOf(own);
        if (pin.isPresent()) {
            return pinned(words, own, pin.get(), now);
        }
        if (!madeForServers(own)) {
            return words.otherPurpose();
        }
        if (roots.contains(own)) {
            return named(words, new CertificatePath(List.of(own)), now);
        }
        Optional<CertificatePath> path = CertificatePath.find(chain, anchors(), now);
        if (path.isPresent()) {
            return named(words, path.get(), now);
        }
        if (publicRoots && CertificatePath.isPublic(chain)) {
            return publicly(words, chain, now);
        }
        return unreached(words, chain, now);
    }

    private CertificateVerdict pinned(
            CertificateWords words, X509Certificate own, ApprovedCertificate pin, Instant now) {
        if (proof == Proof.NAME_ALWAYS && !CertificateNames.match(own, host)) {
            return words.otherName(true);
        }
        List<String> warnings = expiring(words, List.of(own), now);
        if (weak(own.getPublicKey())) {
            warnings.add(words.weakKey(own));
        }
        return trusted(
                words, "It is exactly the certificate that was approved.", List.of(pin), warnings);
    }

    /// A way to a trusted certificate is there.
    private CertificateVerdict named(CertificateWords words, CertificatePath path, Instant now) {
        Optional<X509Certificate> weak = firstWeak(path.certificates());
        if (weak.isPresent()) {
            return words.weak(weak.get());
        }
        X509Certificate own = path.certificates().getFirst();
        if (nameMatters(path) && !CertificateNames.match(own, host)) {
            return words.otherName(proof == Proof.NAME_ALWAYS);
        }
        return trusted(
                words,
                "The trusted authority %s stands behind the certificate."
                        .formatted(CertificateWords.subject(path.anchor())),
                approvalOf(path.anchor()).stream().toList(),
                expiring(words, path.certificates(), now));
    }

    /// A public authority signs for everybody, approved or not; a file that the user names means
    /// what it means to libpq.
    private boolean nameMatters(CertificatePath path) {
        return proof != Proof.CHAIN
                || (!roots.contains(path.anchor())
                        && CertificatePath.isPublic(path.certificates()));
    }

    private CertificateVerdict publicly(
            CertificateWords words, List<X509Certificate> chain, Instant now) {
        Optional<X509Certificate> weak = firstWeak(chain);
        if (weak.isPresent()) {
            return words.weak(weak.get());
        }
        if (!CertificateNames.match(chain.getFirst(), host)) {
            return words.otherName(proof == Proof.NAME_ALWAYS);
        }
        return trusted(
                words,
                "A public authority stands behind the certificate.",
                List.of(),
                expiring(words, List.of(chain.getFirst()), now));
    }

    private static Trusted trusted(
            CertificateWords words,
            String sentence,
            List<ApprovedCertificate> by,
            List<String> warnings) {
        return new Trusted(true, sentence, words.presented(), by, List.copyOf(warnings));
    }

    /// Tells an authority that is out of date from one that nobody knows.
    private CertificateVerdict unreached(
            CertificateWords words, List<X509Certificate> chain, Instant now) {
        List<X509Certificate> behind =
                Stream.concat(chain.stream().skip(1), anchors().stream()).toList();
        for (X509Certificate each : behind) {
            Instant end = each.getNotAfter().toInstant();
            if (now.isAfter(end) && CertificatePath.find(chain, anchors(), end).isPresent()) {
                return words.expired(each);
            }
        }
        return approved.isEmpty() ? words.unknownIssuer() : words.changed();
    }

    private List<X509Certificate> anchors() {
        return Stream.concat(
                        approved.stream().map(each -> each.certificate().certificate()),
                        roots.stream())
                .toList();
    }

    private Optional<ApprovedCertificate> approvalOf(X509Certificate certificate) {
        return approved.stream()
                .filter(each -> each.certificate().certificate().equals(certificate))
                .findFirst();
    }

    private List<String> expiring(
            CertificateWords words, List<X509Certificate> certificates, Instant now) {
        List<String> warnings = new ArrayList<>();
        for (X509Certificate each : certificates) {
            if (each.getNotAfter().toInstant().isBefore(now.plus(EXPIRY_WARNING))) {
                warnings.add(words.expiresSoon(each, now));
            }
        }
        return warnings;
    }

    /// The last certificate's signature is not relied on: it is trusted by itself.
    private static Optional<X509Certificate> firstWeak(List<X509Certificate> path) {
        for (int i = 0; i < path.size(); i++) {
            X509Certificate each = path.get(i);
            boolean relied = i < path.size() - 1;
            if (weak(each.getPublicKey()) || (relied && weakSignature(each))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private static boolean weak(PublicKey key) {
        int bits = PresentedCertificate.keyBits(key);
        return switch (key) {
            case EdECPublicKey _ -> false;
            case ECPublicKey _ -> bits < EC_BITS_MIN;
            default -> bits != 0 && bits < RSA_BITS_MIN;
        };
    }

    private static boolean weakSignature(X509Certificate certificate) {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        return algorithm.contains("SHA1") || algorithm.startsWith("MD");
    }

    /// Whether it says that it may stand for a server, or says nothing about it.
    private static boolean madeForServers(X509Certificate own) {
        try {
            List<String> purposes = own.getExtendedKeyUsage();
            return purposes == null
                    || purposes.contains(SERVER_PURPOSE)
                    || purposes.contains(ANY_PURPOSE);
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
