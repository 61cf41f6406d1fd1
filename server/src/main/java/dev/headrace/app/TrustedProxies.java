package dev.headrace.app;

import dev.headrace.connectivity.AddressRange;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The proxies whose word about the address of a caller is believed. Anybody can send the header;
/// what others say in it counts for nothing.
record TrustedProxies(List<AddressRange> ranges) {

    /// The last address on the way that is no proxy of the operator's.
    ///
    /// @param peer whose connection it is, a literal
    /// @param forwarded the header `X-Forwarded-For`, where each proxy adds at the end who called
    ///   it
    String callerOf(String peer, @Nullable String forwarded) {
        String caller = peer;
        String[] hops = forwarded == null ? new String[0] : forwarded.split(",");
        for (int i = hops.length - 1; i >= 0 && trusts(caller); i--) {
            Optional<InetAddress> hop = literal(hops[i].strip());
            if (hop.isEmpty()) {
                return caller;
            }
            caller = hop.get().getHostAddress();
        }
        return caller;
    }

    private boolean trusts(String address) {
        return literal(address)
                .filter(literal -> ranges.stream().anyMatch(range -> range.contains(literal)))
                .isPresent();
    }

    /// Some proxies add the port, and brackets around what has colons of its own.
    private static Optional<InetAddress> literal(String text) {
        String host = text;
        if (text.startsWith("[") && text.indexOf(']') > 0) {
            host = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
            host = text.substring(0, text.indexOf(':'));
        }
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
