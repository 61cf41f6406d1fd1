package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests that no HTTP library would send, from somebody who has not signed in.
class BrokenRequestsIT {
    private static final int PATIENCE_MILLIS = 10_000;

    private static final String BODY =
            "Authorization: %s\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"
                    .formatted(TestApi.AUTHORIZATION);

    private static final String BEGIN = "POST /v1/groups HTTP/1.1\r\nHost: headrace\r\n";

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

    @Test
    void whoSendsLargeBodiesSlowlyHoldsUpNoSmallOnesAndNoMemory() throws IOException {
        URI base = URI.create(api.base());
        List<Socket> slow = new ArrayList<>();
        String large = "Content-Length: %d\r\n\r\n".formatted(LargeBodies.SMALL_BYTES_MAX + 1);
        try {
            for (int i = 0; i < LargeBodies.AT_ONCE_MAX; i++) {
                Socket socket = new Socket(base.getHost(), base.getPort());
                slow.add(socket);
                socket.getOutputStream().write((BEGIN + large).getBytes(StandardCharsets.UTF_8));
            }
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            String answer;
            do {
                assertThat(System.nanoTime()).as("until they are all read").isLessThan(end);
                answer = answer(large + "x".repeat(LargeBodies.SMALL_BYTES_MAX + 1));
            } while (!answer.startsWith("HTTP/1.1 503 "));
            assertThat(answer).contains("Retry-After: ").containsIgnoringCase("Connection: close");
            api.client().get("/v1/groups").is(200);
            api.client().post("/v1/groups", "{}").is(400, "InvalidInput");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /// What comes back until the server closes; nothing more is sent.
    private static String answer(String rest) throws IOException {
        URI base = URI.create(api.base());
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write((BEGIN + rest).getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
