package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// Opens TCP connections that notice a vanished peer within a minute, where the system's own
/// keep-alive waits for hours.
final class Sockets {
    private static final int IDLE_SECONDS = 15;
    private static final int INTERVAL_SECONDS = 5;
    private static final int PROBES = 4;

    /// After this the next address is tried beside the one that has not answered yet, as RFC 8305
    /// has it: an address that swallows packets must not eat the time of one that answers.
    private static final Duration HEAD_START = Duration.ofMillis(250);

    private Sockets() {}

    /// Connects to the address that answers first, where those before it have a head start.
    ///
    /// @param timeout for all of them together
    /// @throws Failure `HOST_UNREACHABLE` where none does
    static Socket connect(CheckedHost host, int port, Duration timeout) {
        Race race = new Race(port, System.nanoTime() + timeout.toNanos());
        try {
            Socket socket = race.run(host.addresses());
            if (socket != null) {
                return socket;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            race.close();
        }
        throw unreachable(host, port, timeout, race.last);
    }

    /// What came of one address.
    private record Attempt(@Nullable Socket socket, @Nullable IOException error) {}

    /// Attempts at several addresses, the first of which to answer wins. Its thread alone uses it,
    /// but for the queue.
    private static final class Race {
        private final int port;
        private final long deadline;
        private final LinkedBlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
        private final List<Socket> running = new ArrayList<>();
        private @Nullable Socket winner;
        private @Nullable IOException last;

        Race(int port, long deadline) {
            this.port = port;
            this.deadline = deadline;
        }

        /// @return null where no address answers in time
        @Nullable Socket run(List<InetAddress> addresses) throws InterruptedException {
            int pending = 0;
            for (InetAddress address : addresses) {
                start(address);
                pending++;
                Attempt attempt = attempts.poll(HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
                if (attempt != null) {
                    pending--;
                    if (won(attempt)) {
                        return winner;
                    }
                }
            }
            while (pending-- > 0) {
                long left = deadline - System.nanoTime();
                Attempt attempt = attempts.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
                if (attempt == null) {
                    break;
                }
                if (won(attempt)) {
                    return winner;
                }
            }
            return null;
        }

        private boolean won(Attempt attempt) {
            if (attempt.socket != null) {
                winner = attempt.socket;
                return true;
            }
            last = attempt.error;
            return false;
        }

        private void start(InetAddress address) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                attempts.add(new Attempt(null, new SocketTimeoutException()));
                return;
            }
            Socket socket = new Socket();
            running.add(socket);
            Thread.ofVirtual()
                    .name("connect-" + address.getHostAddress())
                    .start(() -> attempts.add(attempt(socket, address, Math.toIntExact(left))));
        }

        private Attempt attempt(Socket socket, InetAddress address, int millis) {
            try {
                prepare(socket);
                socket.connect(new InetSocketAddress(address, port), millis);
                return new Attempt(socket, null);
            } catch (IOException e) {
                return new Attempt(null, e);
            }
        }

        /// Ends all but the winner.
        void close() {
            for (Socket socket : running) {
                if (!socket.equals(winner)) {
                    closeQuietly(socket);
                }
            }
        }
    }

    private static void prepare(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
            socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        }
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use either way.
        }
    }

    private static Failure unreachable(
            CheckedHost host, int port, Duration timeout, @Nullable IOException error) {
        String place = DatabaseAddress.place(host.name(), port);
        String tried =
                host.addresses().size() > 1 || !host.isLiteral()
                        ? " (" + host.shownAddresses() + ")"
                        : "";
        String message =
                switch (error) {
                    case null -> silent(place + tried, timeout);
                    case SocketTimeoutException _ -> silent(place + tried, timeout);
                    case NoRouteToHostException _ ->
                            "%s%s cannot be reached: there is no route to it."
                                    .formatted(place, tried);
                    case ConnectException _ -> "Nothing listens on %s%s.".formatted(place, tried);
                    default -> "%s%s cannot be reached.".formatted(place, tried);
                };
        String reason = error == null ? null : error.getMessage();
        return Failure.of(
                new Failure.Words(
                        FailureCode.HOST_UNREACHABLE,
                        message,
                        reason,
                        "Check host and port. The server must listen on that address"
                                + " (listen_addresses), and every firewall on the way must let this"
                                + " machine in to port "
                                + port
                                + " and the answers out, to its ports 1024 to 65535.",
                        FailurePlace.UNKNOWN),
                error);
    }

    private static String silent(String place, Duration timeout) {
        return "%s did not answer within %d s.".formatted(place, Math.max(1, timeout.toSeconds()));
    }
}
