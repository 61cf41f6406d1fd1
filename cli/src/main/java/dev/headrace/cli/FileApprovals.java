package dev.headrace.cli;

import dev.headrace.connectivity.Approvals;
import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.ApprovedFingerprint;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import java.util.List;
import java.util.Locale;

/// What was approved for one destination on this machine.
final class FileApprovals implements Approvals {
    private final TrustStore store;
    private final String destination;

    FileApprovals(TrustStore store, String destination) {
        this.store = store;
        this.destination = destination;
    }

    /// The name under which a destination's approvals are kept: the profile's, else host and port.
    ///
    /// @param to what was given for `--to`
    static String destination(String to, DatabaseAddress address) {
        return DatabaseUrl.isUrl(to)
                ? DatabaseAddress.place(address.host(), address.port()).toLowerCase(Locale.ROOT)
                : to;
    }

    String destination() {
        return destination;
    }

    void approve(List<PresentedCertificate> certificates) {
        store.approve(destination, certificates);
    }

    void approve(HostKey key) {
        store.approve(destination, key);
    }

    @Override
    public List<ApprovedCertificate> certificates() {
        return entry().certificates();
    }

    @Override
    public List<ApprovedFingerprint> fingerprints() {
        return entry().fingerprints();
    }

    private TrustStore.Entry entry() {
        return store.all().getOrDefault(destination, TrustStore.Entry.NOTHING);
    }
}
