package dev.headrace.connectivity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

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

    public Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /// DER.
    public byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("A certificate without an encoding", e);
        }
    }

    private byte[] digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm).digest(encoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }
}
