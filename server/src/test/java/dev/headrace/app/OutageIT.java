package dev.headrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The metadata database may go away and come back: meanwhile every request is told so, and nothing
/// has to be done to the server.
class OutageIT {
    private static final String GROUP = "{\"name\":\"%s\"}";

    @TempDir private Path home;

    @Test
    void tellsEveryRequestThatTheDatabaseIsAwayAndGoesOnWhenItIsBack() throws Exception {
        try (TestPostgres postgres = TestPostgres.alone(Map.of());
                TestDatabase database = postgres.newDatabase();
                LiveServer server = LiveServer.start(database, home, Map.of())) {
            assertThat(server.post("/v1/groups", GROUP.formatted("before")).statusCode())
                    .isEqualTo(201);
            postgres.server().kill();
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
            assertAway(server.get("/v1/groups"));
            assertAway(server.post("/v1/groups", GROUP.formatted("meanwhile")));
            assertThat(server.get("/metrics").statusCode()).isEqualTo(200);
            postgres.server().restart();
            Await.until(
                    "the server is ready again",
                    () -> server.get("/health/ready").statusCode() == 200);
            assertThat(server.post("/v1/groups", GROUP.formatted("after")).statusCode())
                    .isEqualTo(201);
            assertThat(server.get("/v1/groups").body())
                    .contains("\"before\"", "\"after\"")
                    .doesNotContain("\"meanwhile\"");
        }
    }

    private static void assertAway(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(response.body()).contains("\"code\":", "The metadata database cannot be");
    }
}
