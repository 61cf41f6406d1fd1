package dev.headrace.connectivity;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// A way from a server's certificate to one that is trusted.
///
/// @param certificates the server's own first, the trusted one last
record CertificatePath(List<X509Certificate> certificates) {

    X509Certificate anchor() {
        return certificates.getLast();
    }

    /// Finds a way to one of the anchors, whatever the order of what the server presents.
    ///
    /// @param now when every certificate of the way must be valid
    static Optional<CertificatePath> find(
            List<X509Certificate> chain, Collection<X509Certificate> anchors, Instant now) {
        Set<TrustAnchor> trusted =
                anchors.stream()
                        .filter(PresentedCertificate::mayIssue)
                        // The standard does not ask it of the last one; libpq does.
                        .filter(anchor -> isValid(anchor, now))
                        .map(anchor -> new TrustAnchor(anchor, null))
                        .collect(Collectors.toSet());
        if (trusted.isEmpty()) {
            return Optional.empty();
        }
        X509CertSelector own = new X509CertSelector();
        own.setCertificate(chain.getFirst());
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(trusted, own);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            // As libpq has it: nobody told us where to ask.
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            return CertPathBuilder.getInstance("PKIX").build(parameters)
                            instanceof PKIXCertPathBuilderResult found
                    ? Optional.of(of(found))
                    : Optional.empty();
        } catch (CertPathBuilderException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK builds certificate paths", e);
        }
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static CertificatePath of(PKIXCertPathBuilderResult found) {
        List<X509Certificate> all = new ArrayList<>();
        found.getCertPath().getCertificates().forEach(each -> all.add((X509Certificate) each));
        all.add(found.getTrustAnchor().getTrustedCert());
        return new CertificatePath(List.copyOf(all));
    }

    /// Whether an authority that the JDK knows stands behind it.
    static boolean isPublic(List<X509Certificate> chain) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                // Without any authority it would fail instead of refusing.
                if (manager instanceof X509TrustManager x509
                        && x509.getAcceptedIssuers().length > 0) {
                    x509.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
                    return true;
                }
            }
            return false;
        } catch (CertificateException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK's own authorities", e);
        }
    }
}
