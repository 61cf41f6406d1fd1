package dev.headrace.connectivity;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Collectors;

/// A host whose every address passed the [AddressGuard]. These addresses are connected to; the name
/// serves certificates and people, and is not looked up again.
///
/// @param addresses at least one, in the order in which to try them
public record CheckedHost(String name, List<InetAddress> addresses) {

    /// Whether what is sent there stays on this machine.
    public boolean loopback() {
        return addresses.stream().allMatch(InetAddress::isLoopbackAddress);
    }

    /// Whether the host was named by its address.
    boolean isLiteral() {
        return addresses.size() == 1 && addresses.getFirst().getHostAddress().equals(name);
    }

    /// For people.
    String shownAddresses() {
        return addresses.stream()
                .map(InetAddress::getHostAddress)
                .collect(Collectors.joining(", "));
    }
}
