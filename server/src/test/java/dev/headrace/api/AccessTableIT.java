package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.api.AccessWorld.Targets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/// Every endpoint called by every kind of caller, against one table: what it lets through, what it
/// forbids, and of what it must not even say that it exists. Nothing that is let through changes
/// anything: the database skips every change while the table is gone through.
class AccessTableIT {
    private static final String TABLE = "access-table.txt";

    private static TestApi api;
    private static AccessWorld world;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        world = AccessWorld.make(api);
        world.freeze();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void everyEndpointLetsInWhomTheTableNames() {
        Map<String, String> table = table();
        List<String> wrong = new ArrayList<>();
        for (Endpoint endpoint : api.client().endpoints()) {
            String row = row(endpoint);
            if (!row.equals(table.remove(endpoint.operation()))) {
                wrong.add(endpoint.operation() + " | " + row);
            }
        }
        assertThat(String.join("\n", wrong)).as("rows that are missing or wrong").isEmpty();
        assertThat(table.keySet()).as("rows of endpoints that are none").isEmpty();
    }

    @Test
    void everyEndpointAsksForAKey() {
        for (Endpoint endpoint : api.client().endpoints()) {
            if (endpoint.path().startsWith("/public/")) {
                continue;
            }
            assertThat(call(api.anonymous(), endpoint, world.targets()).status())
                    .as(endpoint.operation())
                    .isEqualTo(401);
        }
    }

    /// The caller kinds that are let in, then those that are told it is forbidden; everybody else
    /// hears that it does not exist.
    private static String row(Endpoint endpoint) {
        List<String> let = new ArrayList<>();
        List<String> forbidden = new ArrayList<>();
        world.callers()
                .forEach((kind, client) -> {
                    ApiClient.Reply reply = call(client, endpoint, world.targets());
                    if (reply.status() == 403) {
                        forbidden.add(kind);
                    } else if (!isHidden(client, endpoint, reply)) {
                        assertThat(reply.status()).as(endpoint.operation()).isNotEqualTo(401);
                        let.add(kind);
                    }
                });
        return words(let) + " | " + words(forbidden);
    }

    private static String words(List<String> kinds) {
        return kinds.isEmpty() ? "-" : String.join(" ", kinds);
    }

    /// Whether the same is said, to the byte, of something that does not exist.
    private static boolean isHidden(ApiClient client, Endpoint endpoint, ApiClient.Reply reply) {
        if (reply.status() != 404) {
            return false;
        }
        ApiClient.Reply unknown = call(client, endpoint, world.unknown());
        return unknown.status() == 404
                && world.unnamed(unknown.response().body())
                        .equals(world.unnamed(reply.response().body()));
    }

    private static ApiClient.Reply call(ApiClient client, Endpoint endpoint, Targets targets) {
        String path = endpoint.path();
        for (Map.Entry<String, String> value : targets.path(endpoint.path()).entrySet()) {
            path = path.replace("{" + value.getKey() + "}", value.getValue());
            path = path.replace("<" + value.getKey() + ">", value.getValue());
        }
        Shape.Fields shape = endpoint.body();
        if (shape == null) {
            return client.probe(endpoint.method(), path, null);
        }
        ObjectNode body = SampleBody.of(shape, name -> targets.field(endpoint.path(), name));
        return client.probe(endpoint.method(), path, body.toString());
    }

    private static Map<String, String> table() {
        try (InputStream stream =
                Objects.requireNonNull(AccessTableIT.class.getResourceAsStream(TABLE))) {
            Map<String, String> table = new LinkedHashMap<>();
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split(" \\| ", 2))
                    .forEach(cells -> table.put(cells[0], cells[1]));
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
