package dev.headrace.connectivity;

import java.time.InstantSource;
import java.util.List;

/// What the place where a connection is opened brings along.
///
/// @param allowedPrivateRanges what the operator opened of what [Deployment#SAAS] refuses
public record Surroundings(
        Approvals approvals,
        SshIdentities identities,
        List<AddressRange> allowedPrivateRanges,
        HostLookup lookup,
        RouteListener listener,
        InstantSource clock) {

    /// Nothing approved, no SSH keys, nothing opened.
    public static Surroundings bare(InstantSource clock) {
        return new Surroundings(
                Approvals.none(),
                List::of,
                List.of(),
                HostLookup.system(),
                RouteListener.silent(),
                clock);
    }

    public Surroundings heardBy(RouteListener other) {
        return new Surroundings(approvals, identities, allowedPrivateRanges, lookup, other, clock);
    }
}
