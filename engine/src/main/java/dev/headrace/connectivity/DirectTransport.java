package dev.headrace.connectivity;

import java.net.Socket;
import java.time.Duration;

/// Straight to the addresses that were checked when it was made; there is no second look-up.
final class DirectTransport implements Transport {
    private final CheckedHost host;
    private final int port;
    private final RouteListener listener;

    DirectTransport(CheckedHost host, int port, RouteListener listener) {
        this.host = host;
        this.port = port;
        this.listener = listener;
    }

    @Override
    public Socket connect(Duration timeout) {
        listener.trying("connecting to " + DatabaseAddress.place(host.name(), port));
        return Sockets.connect(host, port, timeout);
    }

    @Override
    public boolean loopback() {
        return host.loopback();
    }

    @Override
    public boolean encrypted() {
        return false;
    }

    @Override
    public void close() {
        // Its streams belong to those who opened them.
    }
}
