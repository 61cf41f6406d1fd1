package dev.headrace.connectivity;

import dev.headrace.connectivity.CertificateVerdict.Reason;
import dev.headrace.connectivity.CertificateVerdict.Refused;
import dev.headrace.connectivity.CertificateVerdict.Trusted;
import dev.headrace.connectivity.TlsDemand.Proof;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Decides whether a server's certificates are trusted: by exactly an approved certificate, by an
/// approved authority, or by one that the JDK knows.
///
/// @param host the name that a certificate must have
/// @param roots certificates that the user named in a file, beside those approved
/// @param publicRoots whether the JDK's own authorities count
record CertificateRule(
        String host,
        Proof proof,
        List<ApprovedCertificate> approved,
        List<X509Certificate> roots,
        boolean publicRoots) {

    /// @param chain the server's own certificate first
    CertificateVerdict decide(List<X509Certificate> chain, Instant now) {
        if (proof == Proof.NONE) {
            return new Trusted(false, "Nothing was asked of the certificate.");
        }
        X509Certificate own = chain.getFirst();
        Instant end = own.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return refused(chain, Reason.EXPIRED, "The certificate expired on " + end + ".");
        }
        Instant begin = own.getNotBefore().toInstant();
        if (now.isBefore(begin)) {
            return refused(
                    chain, Reason.NOT_YET_VALID, "The certificate is valid from " + begin + ".");
        }
        boolean pinned = isApproved(own);
        if (!pinned && !reachesRoot(chain)) {
            return unknown(chain);
        }
        boolean nameAsked =
                proof == Proof.NAME_ALWAYS || (proof == Proof.CHAIN_AND_NAME && !pinned);
        if (nameAsked && !CertificateNames.match(own, host)) {
            return refused(
                    chain,
                    Reason.OTHER_NAME,
                    "The certificate is for %s, not for %s."
                            .formatted(String.join(", ", CertificateNames.of(own)), host));
        }
        return new Trusted(
                true,
                pinned
                        ? "It is exactly an approved certificate."
                        : "A trusted authority stands behind the certificate.");
    }

    private CertificateVerdict unknown(List<X509Certificate> chain) {
        return approved.isEmpty()
                ? refused(
                        chain,
                        Reason.UNKNOWN_ISSUER,
                        "No trusted authority stands behind the certificate.")
                : refused(
                        chain,
                        Reason.CHANGED,
                        "The certificate is neither an approved one nor behind an approved one.");
    }

    private boolean isApproved(X509Certificate own) {
        return approved.stream().anyMatch(each -> each.certificate().certificate().equals(own));
    }

    private boolean reachesRoot(List<X509Certificate> chain) {
        List<X509Certificate> anchors =
                Stream.concat(
                                approved.stream().map(each -> each.certificate().certificate()),
                                roots.stream())
                        .toList();
        return (!anchors.isEmpty() && accepts(anchors, chain))
                || (publicRoots && accepts(null, chain));
    }

    /// @param anchors null for the JDK's own
    private static boolean accepts(
            @Nullable List<X509Certificate> anchors, List<X509Certificate> chain) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(anchors == null ? null : keyStore(anchors));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    x509.checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
                    return true;
                }
            }
            return false;
        } catch (CertificateException e) {
            return false;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("The JDK's trust manager", e);
        }
    }

    private static KeyStore keyStore(List<X509Certificate> anchors)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < anchors.size(); i++) {
            store.setCertificateEntry("anchor-" + i, anchors.get(i));
        }
        return store;
    }

    private static Refused refused(List<X509Certificate> chain, Reason reason, String sentence) {
        return new Refused(
                reason, sentence, chain.stream().map(PresentedCertificate::new).toList());
    }

    /// The trust manager's array as a list.
    CertificateVerdict decide(X509Certificate[] chain, Instant now) {
        return decide(Arrays.asList(chain), now);
    }
}
