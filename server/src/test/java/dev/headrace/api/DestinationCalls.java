package dev.headrace.api;

import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What tests of destinations ask and read again and again.
final class DestinationCalls {
    private DestinationCalls() {}

    /// A new group's id.
    static String group(ApiClient client) {
        String name = "g_" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
        return client.post("/v1/groups", "{\"name\":\"%s\"}".formatted(name))
                .is(201)
                .data()
                .path("id")
                .asString();
    }

    /// The body of a new destination.
    ///
    /// @param rest further fields
    static String body(String group, String service, String rest) {
        return "{\"group_id\":\"%s\",\"service\":\"%s\",\"time_zone_offset\":\"0\",%s}"
                .formatted(group, service, rest);
    }

    /// A destination that was never tested.
    static String untested(ApiClient client) {
        String group = group(client);
        client.post("/v1/destinations", untestedBody(group)).is(201);
        return group;
    }

    static String untestedBody(String group) {
        return body(
                group,
                "postgres_warehouse",
                "\"run_setup_tests\":false,\"config\":{\"host\":\"db.example\",\"port\":5432,"
                        + "\"user\":\"loader\",\"database\":\"lake\",\"password\":\"hr-s3cr3t\"}");
    }

    static String json(String text) {
        return JsonNodeFactory.instance.stringNode(text).toString();
    }

    static String status(ApiClient.Reply reply) {
        return reply.data().path("setup_status").asString();
    }

    static JsonNode test(ApiClient.Reply reply, String title) {
        for (JsonNode test : reply.data().path("setup_tests")) {
            if (test.path("title").asString().equals(title)) {
                return test;
            }
        }
        throw new AssertionError(reply.data().toString());
    }

    /// Every test with what came of it.
    static String outcome(ApiClient.Reply reply) {
        return reply.data()
                .path("setup_tests")
                .valueStream()
                .map(test -> test.path("title").asString() + " " + test.path("status").asString())
                .collect(Collectors.joining(", "));
    }
}
