package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// Opens TCP connections that notice a vanished peer within a minute, where the system's own
/// keep-alive waits for hours.
final class Sockets {
    private static final int IDLE_SECONDS = 15;
    private static final int INTERVAL_SECONDS = 5;
    private static final int PROBES = 4;

    /// One address that swallows packets must not eat the time of the next.
    private static final int SHARE_MIN_MILLIS = 1_000;

    private Sockets() {}

    /// Connects to the first address that answers.
    ///
    /// @param timeout for all of them together
    /// @throws Failure `HOST_UNREACHABLE` where none does
    static Socket connect(CheckedHost host, int port, Duration timeout) {
        List<InetAddress> addresses = host.addresses();
        long deadline = System.nanoTime() + timeout.toNanos();
        IOException last = null;
        for (int i = 0; i < addresses.size(); i++) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                break;
            }
            int share = (int) Math.max(SHARE_MIN_MILLIS, left / (addresses.size() - i));
            try {
                return connect(addresses.get(i), port, Math.toIntExact(Math.min(share, left)));
            } catch (IOException e) {
                last = e;
            }
        }
        throw unreachable(host, port, timeout, last);
    }

    private static Socket connect(InetAddress address, int port, int millis) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
                socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
                socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
                socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
            }
            socket.connect(new InetSocketAddress(address, port), millis);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Failure unreachable(
            CheckedHost host, int port, Duration timeout, @Nullable IOException error) {
        String place = DatabaseAddress.place(host.name(), port);
        String message =
                switch (error) {
                    case SocketTimeoutException _ ->
                            "%s did not answer within %d s."
                                    .formatted(place, Math.max(1, timeout.toSeconds()));
                    case NoRouteToHostException _ ->
                            "%s cannot be reached: there is no route to it.".formatted(place);
                    case ConnectException _ -> "Nothing listens on %s.".formatted(place);
                    case null, default -> "%s cannot be reached.".formatted(place);
                };
        return Failure.of(FailureCode.HOST_UNREACHABLE, message, error);
    }
}
