package dev.headrace.destination.postgres;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Something that listens on loopback and answers as told; counts who is connected.
final class StubServer implements AutoCloseable {
    private static final byte[] NO_TLS = {'N'};

    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /// What it does with a connection.
    interface Answer {
        void to(InputStream in, OutputStream out) throws IOException;
    }

    StubServer(Answer answer) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(answer));
    }

    /// Accepts, and says nothing.
    static StubServer silent() throws IOException {
        return new StubServer((in, out) -> in.transferTo(OutputStream.nullOutputStream()));
    }

    /// Lets everybody in and says that it is PostgreSQL of a version.
    static StubServer ofVersion(String version) throws IOException {
        return new StubServer((in, out) -> {
            if (introduced(in, out)) {
                welcome(in, out, version);
            }
        });
    }

    private static void welcome(InputStream in, OutputStream out, String version)
            throws IOException {
        message(out, 'R', new byte[4]);
        parameter(out, "server_version", version);
        parameter(out, "client_encoding", "UTF8");
        parameter(out, "server_encoding", "UTF8");
        parameter(out, "DateStyle", "ISO, MDY");
        parameter(out, "integer_datetimes", "on");
        ready(out);
        answerSettings(in, out);
    }

    /// Answers the first message, which asks for TLS, and reads the one after, which introduces the
    /// user. One that asks for no TLS introduces the user at once.
    ///
    /// @return whether somebody did
    static boolean introduced(InputStream in, OutputStream out) throws IOException {
        DataInputStream data = new DataInputStream(in);
        int length = data.readInt();
        byte[] first = data.readNBytes(length - 4);
        if (first.length == 4) {
            out.write(NO_TLS);
            out.flush();
            byte[] word = data.readNBytes(4);
            return word.length == 4
                    && data.readNBytes(ByteBuffer.wrap(word).getInt() - 4).length > 0;
        }
        return true;
    }

    /// Says to the first logins that the server starts up, and is too old for the one after.
    static StubServer startingUp(int times) throws IOException {
        AtomicInteger logins = new AtomicInteger();
        return new StubServer((in, out) -> {
            if (introduced(in, out) && logins.incrementAndGet() <= times) {
                message(
                        out,
                        'E',
                        "SFATAL\0C57P03\0Mthe database system is starting up\0\0"
                                .getBytes(StandardCharsets.US_ASCII));
            } else {
                welcome(in, out, "8.3.23");
            }
        });
    }

    /// The driver changes settings before anybody can look at the version.
    private static void answerSettings(InputStream in, OutputStream out) throws IOException {
        DataInputStream data = new DataInputStream(in);
        while (data.read() == 'Q') {
            data.readNBytes(data.readInt() - 4);
            message(out, 'C', "SET\0".getBytes(StandardCharsets.US_ASCII));
            ready(out);
        }
    }

    private static void ready(OutputStream out) throws IOException {
        message(out, 'Z', new byte[] {'I'});
    }

    private static void parameter(OutputStream out, String name, String value) throws IOException {
        message(out, 'S', (name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8));
    }

    static void message(OutputStream out, char type, byte[] body) throws IOException {
        int length = body.length + 4;
        out.write(type);
        out.write(new byte[] {0, 0, (byte) (length >> 8), (byte) length});
        out.write(body);
        out.flush();
    }

    private void accept(Answer answer) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> answer(answer, socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void answer(Answer answer, Socket socket) {
        try (socket) {
            answer.to(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            // The other side went away.
        } finally {
            open.remove(socket);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /// `postgresql://u:p@127.0.0.1:port/d`.
    String url() {
        return "postgresql://u:p@127.0.0.1:%d/d".formatted(port());
    }

    int connections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
