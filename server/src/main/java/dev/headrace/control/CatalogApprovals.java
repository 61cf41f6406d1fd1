package dev.headrace.control;

import dev.headrace.catalog.ApprovalRows;
import dev.headrace.catalog.Catalog;
import dev.headrace.connectivity.Approvals;
import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.ApprovedFingerprint;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What was approved for a destination, as the engine asks for it.
final class CatalogApprovals implements Approvals {
    private final Catalog catalog;
    private final String destinationId;

    CatalogApprovals(Catalog catalog, String destinationId) {
        this.catalog = catalog;
        this.destinationId = destinationId;
    }

    @Override
    public List<ApprovedCertificate> certificates() {
        return catalog
                .in(transaction -> transaction.approvals().certificates(destinationId))
                .stream()
                .map(row ->
                        new ApprovedCertificate(
                                row.hash(), stored(row), row.approvedBy(), row.approvedAt()))
                .toList();
    }

    @Override
    public List<ApprovedFingerprint> fingerprints() {
        return catalog
                .in(transaction -> transaction.approvals().fingerprints(destinationId))
                .stream()
                .flatMap(row -> approved(row).stream())
                .toList();
    }

    /// The certificate in a row, which was read before it was stored.
    static PresentedCertificate stored(ApprovalRows.Certificate row) {
        return read(row.der())
                .orElseThrow(() ->
                        new IllegalStateException("No certificate: approval " + row.number()));
    }

    static Optional<PresentedCertificate> read(byte[] der) {
        try {
            return Optional.of(
                    new PresentedCertificate(
                            (X509Certificate)
                                    CertificateFactory.getInstance("X.509")
                                            .generateCertificate(new ByteArrayInputStream(der))));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /// Anything can be approved as a host key; what is none matches nothing.
    private static Optional<ApprovedFingerprint> approved(ApprovalRows.Fingerprint row) {
        try {
            return Optional.of(
                    new ApprovedFingerprint(
                            row.hash(),
                            HostKey.parse(row.publicKey()),
                            row.approvedBy(),
                            row.approvedAt()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
