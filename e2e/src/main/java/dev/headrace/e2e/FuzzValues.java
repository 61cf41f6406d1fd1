package dev.headrace.e2e;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Values that fit a schema, and values that a careless or hostile client could send instead.
final class FuzzValues {
    /// Strings that something on the way to the database could trip over.
    static final List<String> NASTY =
            List.of(
                    "",
                    " ",
                    "\u0000",
                    "a\u0000b",
                    "\ud800",
                    "x\udfffy",
                    "\ufeff",
                    "\u202e",
                    "\ud83d\ude80",
                    "a".repeat(300),
                    "\u00e9".repeat(20_000),
                    "'; DROP TABLE headrace.groups; --",
                    "%s%n%d",
                    "${jndi:ldap://127.0.0.1:1/a}",
                    "../../etc/passwd",
                    "null",
                    "NaN",
                    "\"quoted\"",
                    "\\",
                    "\r\nX-Injected: 1",
                    "<script>alert(1)</script>",
                    "9".repeat(400),
                    "-0",
                    "1e999999999",
                    "******");

    private static final List<String> HOSTS =
            List.of("127.0.0.1", "db.invalid", "localhost", "::1", "[::1]", "10.0.0.1", "a b", "");
    private static final List<String> URLS =
            List.of(
                    "https://127.0.0.1:1/x",
                    "https://hooks.invalid/x",
                    "http://hooks.invalid/x",
                    "https://10.0.0.1/",
                    "https://[::1]:1/",
                    "https://user:pass@hooks.invalid/",
                    "https://",
                    "https://127.0.0.1:99999/",
                    "ftp://hooks.invalid",
                    "file:///etc/passwd",
                    "no url");
    private static final List<String> WORDS =
            List.of("amber", "lantern", "Quiet_Harbor", "x1", "_under", "Account Reviewer", "0");
    private static final int DEPTH_MAX = 6;

    private final ApiDescription description;
    private final RandomGenerator random;
    private final FuzzIds ids;

    FuzzValues(ApiDescription description, RandomGenerator random, FuzzIds ids) {
        this.description = description;
        this.random = random;
        this.ids = ids;
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /// A value by the schema, most of the time.
    ///
    /// @param name of the member that it is for
    JsonNode value(JsonNode reference, String name, int depth) {
        if (chance(2) || depth > DEPTH_MAX) {
            return anything(DEPTH_MAX - 1);
        }
        JsonNode schema = description.resolve(reference);
        for (String either : List.of("anyOf", "oneOf")) {
            if (schema.has(either)) {
                int index = random.nextInt(schema.path(either).size());
                return value(schema.path(either).path(index), name, depth + 1);
            }
        }
        if (schema.has("enum") && chance(95)) {
            return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
        }
        return switch (schema.path("type").asString("")) {
            case "string" -> JsonNodeFactory.instance.stringNode(text(name));
            case "integer", "number" -> whole(schema);
            case "boolean" -> JsonNodeFactory.instance.booleanNode(flag(name));
            case "array" -> list(schema, name, depth);
            case "object" -> object(schema, depth);
            case "null" -> JsonNodeFactory.instance.nullNode();
            default -> name.equals("config") ? config() : anything(depth + 1);
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        JsonNode required = schema.path("required");
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean needed = false;
            for (JsonNode name : required) {
                needed |= name.asString("").equals(property.getKey());
            }
            if (chance(needed ? 98 : 60) || property.getKey().equals("run_setup_tests")) {
                object.set(
                        property.getKey(),
                        value(property.getValue(), property.getKey(), depth + 1));
            }
        }
        if (schema.path("additionalProperties").isObject()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                String name = chance(80) ? pick(WORDS) : pick(NASTY);
                object.set(name, value(schema.path("additionalProperties"), name, depth + 1));
            }
        }
        if (chance(5)) {
            object.set(chance(50) ? "unknown" : pick(NASTY), anything(depth + 1));
        }
        return object;
    }

    /// What a destination's or log service's settings look like where the schema does not say.
    private ObjectNode config() {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("host", pick(HOSTS)).put("database", text("database")).put("user", "u");
        config.set("port", chance(80) ? JsonNodeFactory.instance.numberNode(1) : anything(4));
        config.put("password", "hr-s3cr3t-" + random.nextInt(1_000));
        if (chance(40)) {
            config.set(pick(List.of("always_encrypted", "tunnel_port", "role_arn")), anything(4));
        }
        return config;
    }

    private ArrayNode list(JsonNode schema, String name, int depth) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(value(schema.path("items"), name, depth + 1));
        }
        return list;
    }

    private JsonNode whole(JsonNode schema) {
        long value =
                switch (random.nextInt(6)) {
                    case 0 -> schema.path("minimum").asLong(0);
                    case 1 -> schema.path("maximum").asLong(1);
                    case 2 -> schema.path("maximum").asLong(1) + 1;
                    case 3 -> -1;
                    default -> 1 + random.nextInt(1_000);
                };
        return JsonNodeFactory.instance.numberNode(value);
    }

    /// Setup tests and trial calls take long; the fuzz is about requests.
    private boolean flag(String name) {
        return switch (name) {
            case "run_setup_tests", "active" -> chance(2);
            case "accept_terms" -> chance(95);
            default -> random.nextBoolean();
        };
    }

    String text(String name) {
        if (chance(10)) {
            return pick(NASTY);
        }
        if (name.equals("id") || name.endsWith("_id")) {
            return ids.some(name, random);
        }
        return switch (name) {
            case "email" -> "u%d@example.com".formatted(random.nextInt(500));
            case "url", "loki_url" -> pick(URLS);
            case "host", "tunnel_host", "hostname" -> pick(HOSTS);
            case "port", "tunnel_port" -> "1";
            case "event", "events" -> pick(List.of("sync_start", "sync_end", "\"status\"", "x"));
            case "region", "group_region" -> pick(List.of("GCP_US_EAST4", "AWS_EU_WEST_1", "x"));
            case "role" ->
                    pick(
                            List.of(
                                    "Account Administrator",
                                    "Account Reviewer",
                                    "View Destination",
                                    "Destination Creator",
                                    "Team Member",
                                    "no role"));
            case "service" -> pick(List.of("postgres_warehouse", "splunkLog", "SOURCE_AWS"));
            case "time_zone_offset" -> pick(List.of("0", "+1", "-11", "+12", "1", "+13"));
            case "name", "display_name" -> "n" + random.nextInt(1_000_000);
            default -> pick(WORDS);
        };
    }

    /// Any JSON at all.
    JsonNode anything(int depth) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > DEPTH_MAX ? 7 : 9)) {
            case 0 -> make.nullNode();
            case 1 -> make.booleanNode(random.nextBoolean());
            case 2 -> make.numberNode(random.nextLong());
            case 3 -> make.numberNode(random.nextDouble() * 1e300);
            case 4 -> make.numberNode(new java.math.BigInteger("9".repeat(300)));
            case 5, 6 -> make.stringNode(chance(50) ? pick(NASTY) : pick(WORDS));
            case 7 -> {
                ArrayNode list = make.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(anything(depth + 1));
                }
                yield list;
            }
            default -> {
                ObjectNode object = make.objectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set(chance(50) ? pick(WORDS) : pick(NASTY), anything(depth + 1));
                }
                yield object;
            }
        };
    }
}
