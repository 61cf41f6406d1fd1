package dev.headrace.destination.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands between a client and its server and, once armed, swallows the answer to the next COMMIT:
/// the server has committed, and the client sees its connection break.
final class CuttingProxy implements AutoCloseable {
    private static final byte[] COMMIT = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listening;
    private final int serverPort;
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean armed;

    CuttingProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    void arm() {
        armed = true;
    }

    /// Answers swallowed so far.
    int cuts() {
        return cuts.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Pair pair = new Pair(client, new Socket(listening.getInetAddress(), serverPort));
                Thread.ofVirtual().start(pair::toServer);
                Thread.ofVirtual().start(pair::toClient);
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private final class Pair {
        private final Socket client;
        private final Socket server;
        private volatile boolean cutting;

        private Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        private void toServer() {
            pump(client, server, true);
        }

        private void toClient() {
            pump(server, client, false);
        }

        private void pump(Socket from, Socket to, boolean requests) {
            byte[] buffer = new byte[64 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int read = in.read(buffer);
                while (read >= 0) {
                    if (requests && armed && contains(buffer, read)) {
                        armed = false;
                        cutting = true;
                    } else if (!requests && cutting) {
                        cuts.incrementAndGet();
                        return;
                    }
                    out.write(buffer, 0, read);
                    read = in.read(buffer);
                }
            } catch (IOException e) {
                // One side is gone; closing tells the other.
            }
        }
    }

    private static boolean contains(byte[] buffer, int length) {
        for (int i = 0; i + COMMIT.length <= length; i++) {
            if (Arrays.equals(buffer, i, i + COMMIT.length, COMMIT, 0, COMMIT.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
