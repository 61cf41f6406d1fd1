package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// One address that does not answer does not keep the others from being reached.
class SocketsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.0.2");

    /// A network that documents may use and nobody has: packets to it vanish or are turned back.
    private static final InetAddress NOWHERE = InetAddress.ofLiteral("192.0.2.1");

    @Test
    void connectsToTheNextAddressWhenOneRefuses() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                Socket socket = connect(server.getLocalPort(), OTHER, LOOPBACK)) {
            assertThat(socket.getInetAddress()).isEqualTo(LOOPBACK);
            assertThat(socket.getKeepAlive()).isTrue();
        }
    }

    @Test
    void connectsToTheNextAddressWhenOneIsSilent() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
                Socket socket = connect(server.getLocalPort(), NOWHERE, LOOPBACK)) {
            assertThat(socket.getInetAddress()).isEqualTo(LOOPBACK);
        }
    }

    @Test
    void saysThatNothingListens() throws IOException {
        int free;
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            free = server.getLocalPort();
        }
        Failure failure =
                Objects.requireNonNull(
                        catchThrowableOfType(
                                Failure.class, () -> connect(free, LOOPBACK, OTHER).close()));

        assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
        assertThat(failure.message())
                .isEqualTo("Nothing listens on db:%d (127.0.0.1, 127.0.0.2).".formatted(free));
        assertThat(failure.nextStep()).contains("1024 to 65535");
    }

    @Test
    void endsInTimeWhereNobodyAnswers() {
        long begin = System.nanoTime();
        Failure failure =
                Objects.requireNonNull(
                        catchThrowableOfType(
                                Failure.class,
                                () ->
                                        Sockets.connect(
                                                        new CheckedHost("db", List.of(NOWHERE)),
                                                        1,
                                                        Duration.ofSeconds(1))
                                                .close()));

        assertThat(failure.code()).isEqualTo(FailureCode.HOST_UNREACHABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    private static Socket connect(int port, InetAddress... addresses) {
        return Sockets.connect(
                new CheckedHost("db", List.of(addresses)), port, Duration.ofSeconds(10));
    }
}
