package dev.headrace.destination.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A port on loopback at which packets vanish, as behind a firewall: its listener accepts nobody,
/// and is full, so that the kernel drops what else wants in.
final class DroppingPort implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 200;

    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();

    DroppingPort() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        while (fits()) {
            // Goes on until one is dropped.
        }
    }

    private boolean fits() throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(listener.getInetAddress(), port()), PATIENCE_MILLIS);
            waiting.add(socket);
            return true;
        } catch (SocketTimeoutException e) {
            socket.close();
            return false;
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        listener.close();
    }
}
