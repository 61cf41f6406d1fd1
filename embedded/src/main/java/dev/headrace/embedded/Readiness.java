package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/// Whether a starting server accepts sessions: by the status line that PostgreSQL 10 and newer
/// write to `postmaster.pid`, before that by the first answer of its protocol.
final class Readiness {
    private static final int PID_LINE = 0;
    private static final int STATUS_LINE = 7;
    private static final int FIRST_WITH_STATUS = 10;
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);

    /// What a server answers while it recovers: SQLSTATE `cannot_connect_now`.
    private static final String NOT_YET = "C57P03\0";

    private Readiness() {}

    static boolean of(Cluster cluster, Programs programs, long pid, int port) throws IOException {
        String[] lines = cluster.pidFileLines();
        if (lines.length <= PID_LINE || !lines[PID_LINE].strip().equals(Long.toString(pid))) {
            return false;
        }
        return programs.generation() >= FIRST_WITH_STATUS
                ? lines.length > STATUS_LINE && lines[STATUS_LINE].strip().equals("ready")
                : answers(port);
    }

    /// Opens a session as far as the server's first message: a request to authenticate means that
    /// it is up. We leave before answering, which the server does not even log.
    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            int millis = Math.toIntExact(ANSWER_TIMEOUT.toMillis());
            socket.connect(new InetSocketAddress(Port.loopback(), port), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(startupMessage());
            byte[] answer = socket.getInputStream().readNBytes(1);
            return answer.length == 1
                    && (answer[0] != 'E'
                            || !new String(socket.getInputStream().readAllBytes(), UTF_8)
                                    .contains(NOT_YET));
        } catch (IOException e) {
            return false; // Nobody listens yet.
        }
    }

    private static byte[] startupMessage() throws IOException {
        byte[] parameters = "user\0headrace\0database\0postgres\0\0".getBytes(UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(2 * Integer.BYTES + parameters.length);
        out.writeInt(PROTOCOL_3_0);
        out.write(parameters);
        return bytes.toByteArray();
    }
}
