package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests that no HTTP library would send, from somebody who has not signed in.
class BrokenRequestsIT {
    private static final int PATIENCE_MILLIS = 10_000;

    private static final String BODY =
            "Authorization: %s\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
                    .formatted(TestApi.AUTHORIZATION);

    private static TestApi api;

    @BeforeAll
    static void start() {
        api = TestApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void aBodyThatIsCutIntoNoChunksIsTheClientsDoing() throws IOException {
        assertThat(answer("Transfer-Encoding: chunked\r\n\r\nZZ\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("Connection: close")
                .contains("\"code\":\"BadRequest\"");
    }

    @Test
    void aBodyThatEndsEarlyIsTheClientsDoing() throws IOException {
        assertThat(answer("Content-Length: 100\r\n\r\n{\"na")).doesNotStartWith("HTTP/1.1 5");
    }

    @Test
    void aCharacterSetThatIsNoneMakesNoDifference() throws IOException {
        assertThat(answer("Content-Type: application/json; charset=nonsense\r\n" + BODY))
                .startsWith("HTTP/1.1 400 ")
                .contains("Field 'name' is required");
    }

    /// What comes back until the server closes; nothing more is sent.
    private static String answer(String rest) throws IOException {
        URI base = URI.create(api.base());
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            String request = "POST /v1/groups HTTP/1.1\r\nHost: headrace\r\n" + rest;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
