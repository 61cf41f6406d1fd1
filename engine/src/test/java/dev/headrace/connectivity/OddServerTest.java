package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Servers that answer the request for TLS with something else than a handshake.
class OddServerTest {

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 400 Bad Request, NOT_POSTGRESQL",
        "SSH-2.0-OpenSSH, TLS_FAILED",
        "E too many processes, HOST_UNREACHABLE",
        "S, HOST_UNREACHABLE",
        "S no handshake at all, TLS_FAILED",
        "N, CERTIFICATE_UNTRUSTED",
    })
    void tellsWhatIsWrong(String answer, FailureCode code) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(listener, answer));
            DatabaseAddress address =
                    new DatabaseAddress(
                            "127.0.0.1",
                            listener.getLocalPort(),
                            "d",
                            "u",
                            Secret.of("p"),
                            TlsMode.REQUIRE,
                            null);
            try (DatabaseRoute route = DatabaseRoute.direct(address, InstantSource.system())) {
                Failure failure =
                        Objects.requireNonNull(
                                catchThrowableOfType(
                                        Failure.class, () -> route.open(TlsUse.ALWAYS)));
                assertThat(failure.code()).as(failure.message()).isEqualTo(code);
            }
        }
    }

    private static void answer(ServerSocket listener, String answer) {
        try (Socket client = listener.accept()) {
            client.getInputStream().readNBytes(8);
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The client went away.
        }
    }
}
