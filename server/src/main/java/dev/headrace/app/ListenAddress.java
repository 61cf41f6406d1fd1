package dev.headrace.app;

import java.net.InetAddress;

/// Where a server takes requests.
///
/// @param address a literal one
/// @param port 0 for a free one
record ListenAddress(InetAddress address, int port) {
    private static final int PORT_MAX = 65_535;

    static ListenAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        try {
            if (port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= PORT_MAX) {
                return new ListenAddress(
                        InetAddress.ofLiteral(
                                switch (host) {
                                    case "localhost" -> "127.0.0.1";
                                    case "*" -> "0.0.0.0";
                                    default -> host.replaceAll("^\\[|\\]$", "");
                                }),
                        Integer.parseInt(port));
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IllegalArgumentException("ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080");
    }

    /// As in a URL.
    String text(int boundPort) {
        String host = address.getHostAddress();
        return "%s:%d".formatted(host.indexOf(':') < 0 ? host : "[" + host + "]", boundPort);
    }

    boolean isLoopback() {
        return address.isLoopbackAddress();
    }
}
