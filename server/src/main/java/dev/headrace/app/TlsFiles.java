package dev.headrace.app;

import dev.headrace.connectivity.ClientCertificate;
import dev.headrace.failure.Failure;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The server's own certificate, from PEM files.
record TlsFiles(SSLContext context) {

    /// Reads them.
    ///
    /// @throws Failure USAGE where they cannot be used
    static TlsFiles read(Path certificate, Path key) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(ClientCertificate.read(certificate, key, null).store(), new char[0]);
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
}
