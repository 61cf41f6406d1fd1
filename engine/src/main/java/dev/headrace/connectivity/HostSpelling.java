package dev.headrace.connectivity;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what stands for a host as every resolver might read it, so that no spelling of an address
/// passes as a name.
///
/// @param name to look up, in ASCII and without a dot at its end; null where it is an address
/// @param readings of an address; several where programs read it differently: `010.0.0.1` begins
///   with eight for some and with ten for others
record HostSpelling(@Nullable String name, List<InetAddress> readings) {
    private static final int NAME_MAX = 253;
    private static final int LABEL_MAX = 63;
    private static final int OCTETS = 4;
    private static final long OCTET_MAX = 255;

    /// Reads one; empty where it is neither a name nor an address.
    static Optional<HostSpelling> read(String host) {
        String text = unbracketed(host);
        if (text.indexOf(':') >= 0) {
            return ipv6(text);
        }
        Optional<String> ascii = ascii(text);
        if (ascii.isEmpty()) {
            return Optional.empty();
        }
        String name = withoutLastDot(ascii.get());
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (last.matches("[0-9]+|0[xX][0-9a-fA-F]*")) {
            // No top domain is a number: whatever ends so means an address.
            return ipv4(name.split("\\.", -1));
        }
        return isName(name) ? Optional.of(new HostSpelling(name, List.of())) : Optional.empty();
    }

    private static String unbracketed(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    /// Full-width digits and ideographic dots become what they stand for.
    private static Optional<String> ascii(String text) {
        try {
            return Optional.of(IDN.toASCII(text).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String withoutLastDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean isName(String name) {
        if (name.length() > NAME_MAX) {
            return false;
        }
        for (String label : name.split("\\.", -1)) {
            if (label.length() > LABEL_MAX || !label.matches("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")) {
                return false;
            }
        }
        return true;
    }

    private static Optional<HostSpelling> ipv6(String text) {
        if (!text.matches("[0-9a-fA-F:.]+(%[A-Za-z0-9_.-]+)?")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new HostSpelling(null, List.of(InetAddress.ofLiteral(text))));
        } catch (IllegalArgumentException e) {
            // A zone that this machine does not have still says which address is meant.
            int zone = text.indexOf('%');
            return zone < 0 ? Optional.empty() : ipv6(text.substring(0, zone));
        }
    }

    /// One to four numbers, the last of which fills what the others leave, decimal, octal or
    /// hexadecimal, as `inet_aton` has it; and each read as decimal.
    private static Optional<HostSpelling> ipv4(String[] parts) {
        if (parts.length > OCTETS) {
            return Optional.empty();
        }
        Set<InetAddress> readings = new LinkedHashSet<>();
        for (boolean octal : new boolean[] {true, false}) {
            List<Long> numbers = new ArrayList<>();
            for (String part : parts) {
                number(part, octal).ifPresent(numbers::add);
            }
            if (numbers.size() == parts.length) {
                address(numbers).ifPresent(readings::add);
            }
        }
        return readings.isEmpty()
                ? Optional.empty()
                : Optional.of(new HostSpelling(null, List.copyOf(readings)));
    }

    private static OptionalLong number(String part, boolean octal) {
        try {
            if (part.startsWith("0x")) {
                return OptionalLong.of(
                        part.length() == 2 ? 0 : Long.parseLong(part, 2, part.length(), 16));
            }
            if (!part.matches("[0-9]+")) {
                return OptionalLong.empty();
            }
            boolean eight = octal && part.length() > 1 && part.startsWith("0");
            return OptionalLong.of(Long.parseLong(part, eight ? 8 : 10));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static Optional<InetAddress> address(List<Long> numbers) {
        int last = numbers.size() - 1;
        long lastMax = (1L << (Byte.SIZE * (OCTETS - last))) - 1;
        long value = numbers.get(last);
        if (value > lastMax) {
            return Optional.empty();
        }
        for (int i = 0; i < last; i++) {
            if (numbers.get(i) > OCTET_MAX) {
                return Optional.empty();
            }
            value |= numbers.get(i) << (Byte.SIZE * (OCTETS - 1 - i));
        }
        byte[] bytes = {
            (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
        };
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }
}
