package dev.headrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.app.Server.Role;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers on one metadata database are one to whoever calls them.
class TwoServersIT {
    @TempDir private Path home;

    /// Both make the schema, the master key and the first administrator, or neither fails at it.
    @Test
    void startTogetherOnAnEmptyDatabaseAndSeeEachOther() throws Exception {
        try (TestDatabase database = TestPostgres.database()) {
            CompletableFuture<LiveServer> first =
                    CompletableFuture.supplyAsync(() -> LiveServer.start(database, home, Map.of()));
            CompletableFuture<LiveServer> second =
                    CompletableFuture.supplyAsync(() -> LiveServer.start(database, home, Map.of()));
            try (LiveServer one = first.get();
                    LiveServer other = second.get()) {
                assertThat(one.post("/v1/groups", "{\"name\":\"shared\"}").statusCode())
                        .isEqualTo(201);
                assertThat(other.get("/v1/groups").body()).contains("\"shared\"");
                assertThat(other.post("/v1/groups", "{\"name\":\"shared\"}").statusCode())
                        .isEqualTo(409);
            }
        }
    }

    @Test
    void aWorkerListensOnlyWhereItIsTold() throws Exception {
        try (TestDatabase database = TestPostgres.database()) {
            Map<String, String> settings = Map.of("database-url", database.loaderUri());
            try (LiveServer worker = LiveServer.start(Role.WORKER, home, settings)) {
                assertThat(worker.get("/health/ready").statusCode()).isEqualTo(200);
                assertThat(worker.get("/metrics").body()).contains("jvm_memory_used_bytes");
                assertThat(worker.get("/v1/groups").statusCode()).isEqualTo(404);
            }
            try (Server silent =
                    Server.start(
                            Role.WORKER,
                            SettingsReader.read(
                                    Map.of(
                                            "home",
                                            home.toString(),
                                            "database-url",
                                            database.loaderUri()),
                                    Map.of(),
                                    home),
                            new Server.Surroundings(Map.of(), false, () -> false))) {
                assertThat(silent.url()).isEmpty();
            }
        }
    }
}
