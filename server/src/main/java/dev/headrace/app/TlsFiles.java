package dev.headrace.app;

import dev.headrace.connectivity.ClientCertificate;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The server's own certificate, from PEM files.
record TlsFiles(SSLContext context) {
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /// Reads them.
    ///
    /// @throws Failure USAGE where they cannot be used
    static TlsFiles read(Path certificate, Path key) {
        try {
            KeyStore store = ClientCertificate.read(certificate, key, null).store();
            if (!pair(store)) {
                throw Failure.of(FailureCode.USAGE, "The key is another certificate's.");
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return new TlsFiles(context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK has no TLS", e);
        } catch (Failure e) {
            throw Failure.of(
                            e.code(),
                            "tls-cert %s and tls-key %s cannot be used."
                                    .formatted(certificate, key),
                            e)
                    .next("Give the chain as PEM, and the key that belongs to its first one.");
        }
    }

    /// Whether the certificate's key verifies what its private key signs: else every handshake
    /// would fail, one by one.
    private static boolean pair(KeyStore store) throws GeneralSecurityException {
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, new char[0]);
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            // The handshake will tell.
            return true;
        }
        try {
            byte[] word = "headrace".getBytes(StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(word);
            byte[] signed = signature.sign();
            signature.initVerify(store.getCertificate(alias).getPublicKey());
            signature.update(word);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false;
        }
    }
}
