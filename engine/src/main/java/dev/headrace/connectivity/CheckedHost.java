package dev.headrace.connectivity;

import java.net.InetAddress;
import java.util.List;

/// A host whose every address passed the [AddressGuard]. These addresses are connected to; the name
/// serves certificates and people, and is not looked up again.
///
/// @param addresses at least one, in the order in which to try them
public record CheckedHost(String name, List<InetAddress> addresses) {

    /// Whether what is sent there stays on this machine.
    public boolean loopback() {
        return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }
}
