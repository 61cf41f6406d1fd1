package dev.headrace.connectivity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Finds the addresses of a name.
public interface HostLookup {

    /// Every address of a name, at least one.
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /// As the system does it.
    static HostLookup system() {
        return name -> List.of(InetAddress.getAllByName(name));
    }
}
