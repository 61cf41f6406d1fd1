package dev.headrace.connectivity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// Addresses that share a prefix: `10.0.0.0/8`, `fd00::/8`.
///
/// @param network the first address
/// @param prefix bits that are fixed
public record AddressRange(InetAddress network, int prefix) {

    /// Reads CIDR notation; without a slash it is one address.
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!address.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        try {
            InetAddress network = InetAddress.ofLiteral(address);
            int bits = network.getAddress().length * Byte.SIZE;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return prefix < 0 || prefix > bits
                    ? Optional.empty()
                    : Optional.of(new AddressRange(masked(network, prefix), prefix));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("The length did not change", e);
        }
    }

    public boolean contains(InetAddress address) {
        return address.getAddress().length == network.getAddress().length
                && masked(address, prefix).equals(network);
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
