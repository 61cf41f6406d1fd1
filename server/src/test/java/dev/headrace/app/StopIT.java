package dev.headrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that stops takes nothing more, and lets what it has taken end.
class StopIT {
    @TempDir private Path home;

    @Test
    void answersTheRequestThatRunsBeforeItStops() throws Exception {
        try (TestDatabase database = TestPostgres.database()) {
            LiveServer server = LiveServer.start(database, home, Map.of());
            CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
            Thread stopping;
            try (Connection admin = database.openAdmin();
                    Statement statement = admin.createStatement()) {
                admin.setAutoCommit(false);
                statement.execute("LOCK TABLE headrace.destination_group");
                Thread.ofVirtual().start(() -> post(server, answer));
                Await.until(
                        "the request waits for the lock",
                        () ->
                                database.count("SELECT count(*) FROM pg_locks WHERE NOT granted")
                                        > 0);
                stopping = Thread.ofVirtual().start(server::stop);
                Await.until("no new connection is taken", () -> !server.takesConnections());
                assertThat(answer).isNotDone();
                admin.rollback();
            }
            assertThat(answer.get().statusCode()).isEqualTo(201);
            stopping.join();
            server.close();
            Await.until("no session is left", () -> database.loaderSessions() == 0);
            assertThat(database.count("SELECT count(*) FROM headrace.destination_group"))
                    .isEqualTo(1);
        }
    }

    private static void post(LiveServer server, CompletableFuture<HttpResponse<String>> answer) {
        try {
            answer.complete(server.post("/v1/groups", "{\"name\":\"last\"}"));
        } catch (Exception e) {
            answer.completeExceptionally(e);
        }
    }
}
