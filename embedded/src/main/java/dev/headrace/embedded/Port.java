package dev.headrace.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of 127.0.0.1.
final class Port {
    /// Below the range from which the system takes ports for outgoing connections: one of those
    /// could sit on ours between two starts.
    private static final int LOWEST = 20_000;

    private static final int BEYOND_HIGHEST = 32_000;
    private static final int TRIES_MAX = 100;

    private Port() {}

    /// Whether a server could listen there now.
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// A free port, at random, so that two programs that ask at once hardly get the same.
    static int free() throws IOException {
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND_HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
            return socket.getLocalPort();
        }
    }

    /// 127.0.0.1, without asking a resolver.
    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
