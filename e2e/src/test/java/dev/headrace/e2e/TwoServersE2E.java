package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Two servers share a metadata database, and one is killed in the middle of its work.
class TwoServersE2E {
    /// So many setup tests at once that both servers have some.
    private static final int TESTS = 12;

    private static final int CLIENTS = 4;

    /// Groups that each client of the server that is killed must have made before.
    private static final int ENOUGH = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Set<String> ENDS = Set.of("done", "failed", "died", "cancelled");

    @TempDir private Path folder;

    @Test
    void losesNothingThatWasAcknowledgedAndEndsEveryTestWhenOneIsKilled() throws IOException {
        String url = SharedServer.get().url(SharedServer.newDatabase());
        Map<String, String> keys =
                Map.of("HEADRACE_MASTER_KEY_FILE", folder.resolve("master.key").toString());
        // Takes connections and never says a word: whoever tests it waits.
        try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                HeadraceServer killed = HeadraceServer.start(url, keys);
                HeadraceServer other = HeadraceServer.start(url, keys)) {
            List<String> works = startTests(killed, other, silent.getLocalPort());
            Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
            underLoad(
                    killed,
                    acknowledged,
                    () -> {
                        assertThat(Pause.until(PATIENCE, () -> acknowledged.size() >= ENOUGH))
                                .isTrue();
                        killed.process().kill();
                    });
            assertThat(names(other)).containsAll(acknowledged);
            other.admin().post("/v1/groups", "{\"name\":\"goes_on\"}").is(201);
            assertThat(Pause.until(PATIENCE, () -> works.stream().allMatch(id -> ended(other, id))))
                    .as("every test ends")
                    .isTrue();
            Set<String> states = new TreeSet<>();
            works.forEach(id -> states.add(work(other, id).path("state").asString()));
            assertThat(states).as("those of the killed one, and the others").contains("died");
            assertThat(other.isReady()).isTrue();
            assertThat(other.printed()).doesNotContain("s3cr3t");
        }
    }

    /// Orders the tests through both servers in turn.
    private static List<String> startTests(HeadraceServer one, HeadraceServer two, int port) {
        List<String> works = new ArrayList<>();
        for (int i = 0; i < TESTS; i++) {
            ApiCaller caller = (i % 2 == 0 ? one : two).admin();
            String group =
                    caller.post("/v1/groups", "{\"name\":\"tested_%d\"}".formatted(i))
                            .is(201)
                            .data()
                            .path("id")
                            .asString();
            caller.post(
                            "/v1/destinations",
                            """
                            {"group_id":"%s","service":"postgres_warehouse","time_zone_offset":"0",
                             "run_setup_tests":false,
                             "config":{"host":"127.0.0.1","port":%d,"database":"d","user":"u",
                                       "password":"hr-s3cr3t-two"}}
                            """
                                    .formatted(group, port))
                    .is(201);
            works.add(
                    caller.post("/headrace/v1/destinations/" + group + "/setup-tests", "{}")
                            .is(200)
                            .data()
                            .path("work_id")
                            .asString());
        }
        return works;
    }

    /// Clients make groups through the server until it is gone; what was answered is noted.
    private static void underLoad(
            HeadraceServer server, Queue<String> acknowledged, Runnable meanwhile) {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger numbers = new AtomicInteger();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (!over.get()) {
                        String name = "loaded_" + numbers.incrementAndGet();
                        try {
                            server.admin()
                                    .post("/v1/groups", "{\"name\":\"%s\"}".formatted(name))
                                    .is(201);
                            acknowledged.add(name);
                        } catch (IllegalStateException gone) {
                            return;
                        }
                    }
                });
            }
            meanwhile.run();
            over.set(true);
        }
    }

    private static boolean ended(HeadraceServer server, String id) {
        return ENDS.contains(work(server, id).path("state").asString());
    }

    private static JsonNode work(HeadraceServer server, String id) {
        return server.admin().get("/headrace/v1/work/" + id).is(200).data();
    }

    private static List<String> names(HeadraceServer server) {
        List<String> names = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = server.admin().get("/v1/groups?limit=1000" + cursor).is(200).data();
            page.path("items").forEach(item -> names.add(item.path("name").asString()));
            cursor =
                    page.has("next_cursor") ? "&cursor=" + page.path("next_cursor").asString() : "";
        } while (!cursor.isEmpty());
        return names;
    }
}
