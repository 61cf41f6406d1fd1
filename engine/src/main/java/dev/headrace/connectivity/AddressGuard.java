package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// The one door before every outgoing call that a user can steer: finds a host's addresses once,
/// and lets none pass that may not be reached.
public final class AddressGuard {
    private final boolean privateRefused;
    private final List<AddressRange> allowed;
    private final HostLookup lookup;

    /// A guard of one strictness.
    ///
    /// @param privateRefused whether addresses that are not public are refused, as they are in
    ///   [Deployment#SAAS]
    /// @param allowed what of them passes all the same
    public AddressGuard(boolean privateRefused, List<AddressRange> allowed, HostLookup lookup) {
        this.privateRefused = privateRefused;
        this.allowed = List.copyOf(allowed);
        this.lookup = lookup;
    }

    /// Finds every address of a host, and checks it.
    ///
    /// @param host a name or an address in any spelling
    /// @throws Failure `HOST_UNKNOWN` where it is none or has no address, `HOST_PRIVATE` where one
    ///   of its addresses may not be reached
    public CheckedHost check(String host) {
        List<InetAddress> addresses = addresses(host);
        for (InetAddress address : addresses) {
            if (privateRefused && !reachable(address)) {
                throw Failure.of(
                        FailureCode.HOST_PRIVATE,
                        "%s is a private address and cannot be reached directly."
                                .formatted(address.getHostAddress()));
            }
        }
        return new CheckedHost(host, addresses);
    }

    private List<InetAddress> addresses(String host) {
        try {
            return lookup.addresses(host);
        } catch (UnknownHostException e) {
            throw Failure.of(
                    FailureCode.HOST_UNKNOWN, "The host \"%s\" is not known.".formatted(host), e);
        }
    }

    private boolean reachable(InetAddress address) {
        boolean local =
                address.isLoopbackAddress()
                        || address.isAnyLocalAddress()
                        || address.isLinkLocalAddress()
                        || address.isSiteLocalAddress()
                        || address.isMulticastAddress();
        return !local || allowed.stream().anyMatch(range -> range.contains(address));
    }
}
