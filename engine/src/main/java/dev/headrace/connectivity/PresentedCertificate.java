package dev.headrace.connectivity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// A TLS certificate and the names under which people and the API know it.
public record PresentedCertificate(X509Certificate certificate) {

    /// The API's `hash`: SHA-256 of the DER, base64url without padding, so that it can stand in a
    /// path as it is.
    public String hash() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest("SHA-256"));
    }

    /// Hex, lower case, no colons.
    public String sha256() {
        return HexFormat.of().formatHex(digest("SHA-256"));
    }

    /// Hex, lower case, no colons.
    public String sha1() {
        return HexFormat.of().formatHex(digest("SHA-1"));
    }

    public String subject() {
        return certificate.getSubjectX500Principal().getName();
    }

    public String issuer() {
        return certificate.getIssuerX500Principal().getName();
    }

    /// The hosts that it stands for.
    public List<String> names() {
        return CertificateNames.of(certificate);
    }

    public Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /// The kind of key and its bits: `RSA 2048`, `EC 256`, `Ed25519`.
    public String keyType() {
        PublicKey key = certificate.getPublicKey();
        int bits = keyBits(key);
        return bits == 0 ? key.getAlgorithm() : key.getAlgorithm() + " " + bits;
    }

    /// 0 where the algorithm says it all.
    static int keyBits(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength();
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength();
            case DSAPublicKey dsa ->
                    dsa.getParams() == null ? 0 : dsa.getParams().getP().bitLength();
            default -> 0;
        };
    }

    /// Whether it may sign other certificates.
    public boolean authority() {
        return mayIssue(certificate);
    }

    /// The oldest version of certificates cannot say whose they are: then those that sign
    /// themselves count.
    static boolean mayIssue(X509Certificate certificate) {
        return certificate.getVersion() < 3
                ? selfSigned(certificate)
                : certificate.getBasicConstraints() >= 0;
    }

    /// Whether nobody but itself stands behind it.
    public boolean selfSigned() {
        return selfSigned(certificate);
    }

    private static boolean selfSigned(X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// What approving it would mean, a sentence.
    ///
    /// @param own whether it is the server's own, not that of an authority behind it
    public String meaning(boolean own) {
        if (!authority()) {
            return own
                    ? "Only this exact certificate, whatever the host's name; the next one must be"
                            + " approved anew."
                    : "Only a server that shows this exact certificate as its own.";
        }
        return own
                ? "This certificate, whatever the host's name, and any that it signs for the right"
                        + " name."
                : "Any certificate that this authority signs, for the right name.";
    }

    /// DER.
    public byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("A certificate without an encoding", e);
        }
    }

    @Override
    public String toString() {
        return subject() + " SHA-256 " + sha256();
    }

    private byte[] digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm).digest(encoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }
}
