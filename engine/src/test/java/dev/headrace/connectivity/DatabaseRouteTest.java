package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.failure.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a route remembers from one stream to the next.
class DatabaseRouteTest {

    @Test
    void doesNotGoOnInClearTextWhereTlsWasOfferedBefore() throws Exception {
        try (ServerSocket server = answering('S', 'N');
                DatabaseRoute route = route(server)) {
            assertThat(route.offersTls()).isTrue();

            assertThatThrownBy(() -> route.open(TlsUse.WHERE_OFFERED))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("offered TLS before and now does not");
        }
    }

    @Test
    void goesOnInClearTextWhereTlsWasNeverOffered() throws Exception {
        try (ServerSocket server = answering('N', 'N');
                DatabaseRoute route = route(server)) {
            assertThat(route.offersTls()).isFalse();

            Line line = route.open(TlsUse.WHERE_OFFERED);
            try (Socket socket = line.socket()) {
                assertThat(line.tls()).isNull();
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }

    private static DatabaseRoute route(ServerSocket server) {
        return DatabaseRoute.direct(
                DatabaseUrl.parse("postgresql://u@127.0.0.1:%d/d".formatted(server.getLocalPort()))
                        .complete(Map.of(), "ada"),
                InstantSource.system());
    }

    /// A server that answers one connection after another to the question for TLS.
    private static ServerSocket answering(char... answers) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> {
                    for (char answer : answers) {
                        try (Socket client = server.accept()) {
                            client.getInputStream().readNBytes(8);
                            client.getOutputStream().write(answer);
                            client.getInputStream().read();
                        } catch (IOException e) {
                            return;
                        }
                    }
                });
        return server;
    }
}
