package dev.headrace.connectivity;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What addresses are for: the special-purpose registries of IANA, and where clouds keep their
/// instances' credentials.
final class AddressKinds {
    /// A kind of address that is not on the public internet.
    ///
    /// @param sentence what it is: `a private address (RFC 1918)`
    /// @param metadata whether it answers with a cloud's credentials
    record Kind(String sentence, boolean metadata) {}

    private record Entry(AddressRange range, Kind kind) {}

    private static final Kind METADATA = new Kind("a cloud's metadata address", true);
    private static final Kind PRIVATE = new Kind("a private address", false);
    private static final Kind LOOPBACK = new Kind("a loopback address", false);
    private static final Kind LINK_LOCAL = new Kind("a link-local address", false);
    private static final Kind CARRIER = new Kind("a carrier's shared address (CGNAT)", false);
    private static final Kind MULTICAST = new Kind("a multicast address", false);
    private static final Kind RESERVED = new Kind("a reserved address", false);

    /// The first that fits counts.
    private static final List<Entry> ENTRIES =
            List.of(
                    entry("169.254.169.0/24", METADATA),
                    entry("169.254.170.0/24", METADATA),
                    entry("169.254.42.42", METADATA),
                    entry("100.100.100.200", METADATA),
                    entry("192.0.0.192", METADATA),
                    entry("168.63.129.16", METADATA),
                    entry("fd00:ec2::/32", METADATA),
                    entry("fd20:ce::254", METADATA),
                    entry("fd00:42::42", METADATA),
                    entry("10.0.0.0/8", PRIVATE),
                    entry("172.16.0.0/12", PRIVATE),
                    entry("192.168.0.0/16", PRIVATE),
                    entry("127.0.0.0/8", LOOPBACK),
                    entry("169.254.0.0/16", LINK_LOCAL),
                    entry("100.64.0.0/10", CARRIER),
                    entry("224.0.0.0/4", MULTICAST),
                    entry("0.0.0.0/8", RESERVED),
                    entry("192.0.0.0/24", RESERVED),
                    entry("192.0.2.0/24", RESERVED),
                    entry("192.88.99.0/24", RESERVED),
                    entry("198.18.0.0/15", RESERVED),
                    entry("198.51.100.0/24", RESERVED),
                    entry("203.0.113.0/24", RESERVED),
                    entry("240.0.0.0/4", RESERVED),
                    entry("::1", LOOPBACK),
                    entry("::/128", RESERVED),
                    entry("fc00::/7", PRIVATE),
                    entry("fec0::/10", PRIVATE),
                    entry("64:ff9b:1::/48", PRIVATE),
                    entry("fe80::/10", LINK_LOCAL),
                    entry("ff00::/8", MULTICAST),
                    entry("2001::/23", RESERVED),
                    entry("2001:db8::/32", RESERVED),
                    entry("3fff::/20", RESERVED));

    /// All that is given out of IPv6 today.
    private static final AddressRange GLOBAL = range("2000::/3");

    private static final AddressRange NAT64 = range("64:ff9b::/96");
    private static final AddressRange SIX_TO_FOUR = range("2002::/16");
    private static final AddressRange COMPATIBLE = range("::/96");
    private static final AddressRange TRANSLATED = range("::ffff:0:0:0/96");

    private static final int IPV6_BYTES = 16;

    private AddressKinds() {}

    /// What an address is, where it is not a public one.
    static Optional<Kind> of(InetAddress address) {
        for (Entry entry : ENTRIES) {
            if (entry.range.contains(address)) {
                return Optional.of(entry.kind);
            }
        }
        if (address instanceof Inet4Address) {
            return Optional.empty();
        }
        Optional<InetAddress> within = embedded(address);
        if (within.isPresent()) {
            return of(within.get());
        }
        return GLOBAL.contains(address) ? Optional.empty() : Optional.of(RESERVED);
    }

    /// The IPv4 address that an IPv6 address leads to.
    static Optional<InetAddress> embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != IPV6_BYTES) {
            return Optional.empty();
        }
        if (SIX_TO_FOUR.contains(address)) {
            return Optional.of(ipv4(bytes, 2));
        }
        boolean last =
                NAT64.contains(address)
                        || COMPATIBLE.contains(address)
                        || TRANSLATED.contains(address)
                        || isatap(bytes);
        return last ? Optional.of(ipv4(bytes, IPV6_BYTES - 4)) : Optional.empty();
    }

    /// `…:0:5efe:a.b.c.d` and `…:200:5efe:a.b.c.d` leave their network as IPv4.
    private static boolean isatap(byte[] bytes) {
        return (bytes[8] & ~0x02) == 0
                && bytes[9] == 0
                && bytes[10] == 0x5e
                && bytes[11] == (byte) 0xfe;
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    private static Entry entry(String range, Kind kind) {
        return new Entry(range(range), kind);
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text).orElseThrow();
    }
}
