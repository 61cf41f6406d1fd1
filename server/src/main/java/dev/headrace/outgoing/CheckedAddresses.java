package dev.headrace.outgoing;

import dev.headrace.connectivity.CheckedHost;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/// Knows the addresses of one host, which were checked, and looks nothing up.
final class CheckedAddresses implements DnsResolver {
    private final CheckedHost host;

    CheckedAddresses(CheckedHost host) {
        this.host = host;
    }

    @Override
    public InetAddress[] resolve(String name) throws UnknownHostException {
        require(name);
        return host.addresses().toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String name) throws UnknownHostException {
        require(name);
        return host.name();
    }

    private void require(String name) throws UnknownHostException {
        String plain = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        if (!plain.equalsIgnoreCase(host.name())) {
            throw new UnknownHostException(name + " was not checked");
        }
    }
}
