package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A certificate that we show the server, and its key.
///
/// @param chain PEM, the own certificate first
/// @param key PEM: PKCS#8, plain or encrypted, or the older forms of OpenSSL
/// @param passphrase of an encrypted key, null where it is plain
public record ClientCertificate(String chain, Secret key, @Nullable Secret passphrase) {

    /// Reads both from files, as `sslcert` and `sslkey` name them.
    ///
    /// @throws Failure `USAGE` where one cannot be read
    public static ClientCertificate read(Path chain, Path key, @Nullable Secret passphrase) {
        return new ClientCertificate(
                text(chain, "sslcert"), Secret.of(text(key, "sslkey")), passphrase);
    }

    private static String text(Path file, String parameter) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw Failure.of(
                            FailureCode.USAGE,
                            "The file %s, which %s names, cannot be read."
                                    .formatted(file, parameter),
                            e)
                    .next("Check the path and its permissions.");
        }
    }

    /// Certificate and key as a key store of one entry, without a password.
    ///
    /// @throws Failure `USAGE` where one is no such thing, or where they do not belong together
    public KeyStore store() {
        ClientIdentity.Keys keys = keys();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, new char[0]);
            store.setKeyEntry(
                    "own", keys.key(), new char[0], keys.chain().toArray(new X509Certificate[0]));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A key store in memory takes every key", e);
        }
    }

    /// Certificate and key as the handshake uses them.
    ///
    /// @throws Failure `USAGE` where one is no such thing, or where they do not belong together
    ClientIdentity.Keys keys() {
        List<X509Certificate> certificates = certificates();
        char[] revealed = passphrase == null ? null : passphrase.reveal().toCharArray();
        try {
            PrivateKey read = new PrivateKeyPem(revealed).read(key.reveal());
            if (!certificates
                    .getFirst()
                    .getPublicKey()
                    .getAlgorithm()
                    .equals(read.getAlgorithm())) {
                throw unusable("The client certificate and its key are of different kinds.", null);
            }
            return new ClientIdentity.Keys(certificates, read);
        } catch (PrivateKeyPem.Unusable e) {
            throw unusable("The client certificate cannot be used. " + e.getMessage(), null);
        } finally {
            if (revealed != null) {
                Arrays.fill(revealed, '\0');
            }
        }
    }

    private List<X509Certificate> certificates() {
        try {
            byte[] bytes = chain.getBytes(StandardCharsets.ISO_8859_1);
            List<X509Certificate> read =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(bytes))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!read.isEmpty()) {
                return read;
            }
        } catch (CertificateException e) {
            throw unusable("The client certificate is none in PEM.", e);
        }
        throw unusable("The client certificate is none in PEM.", null);
    }

    private static Failure unusable(String message, @Nullable Throwable cause) {
        return Failure.of(FailureCode.USAGE, message, cause)
                .next(
                        "Give a certificate and its key in PEM, and sslpassword where the key is"
                                + " encrypted.");
    }
}
