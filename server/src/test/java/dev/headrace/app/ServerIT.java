package dev.headrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server starts on a database, says how it is, and starts again on what it left.
class ServerIT {
    @TempDir private Path home;

    @Test
    void saysThatItLivesAndWorksAndWhatItDid() throws Exception {
        try (TestDatabase database = TestPostgres.database()) {
            for (int start = 0; start < 2; start++) {
                try (Server server = start(database)) {
                    assertThat(get(server, "/health/live").statusCode()).isEqualTo(200);
                    assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
                    assertThat(get(server, "/openapi.json").body()).contains("/v1/groups");
                    assertThat(get(server, "/metrics").body())
                            .contains("headrace_http_requests")
                            .contains("path=\"/health/ready\"")
                            .contains("jvm_memory_used_bytes")
                            .contains("hikaricp_connections");
                }
            }
        }
    }

    private Server start(TestDatabase database) {
        return Server.start(
                Server.Role.SERVER,
                SettingsReader.read(
                        Map.of(
                                "listen",
                                "127.0.0.1:0",
                                "home",
                                home.toString(),
                                "database-url",
                                database.loaderUri()),
                        Map.of(),
                        home),
                new Server.Surroundings(Map.of(), false, () -> false));
    }

    private static HttpResponse<String> get(Server server, String path)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
