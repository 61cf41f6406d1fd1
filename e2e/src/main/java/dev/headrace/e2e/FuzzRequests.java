package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.e2e.ApiDescription.Operation;
import dev.headrace.e2e.RawConnection.Request;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests made from the description: most nearly right, the others wrong in every way that HTTP
/// and JSON allow.
final class FuzzRequests {
    private static final List<String> CONTENT_TYPES =
            List.of(
                    "application/json",
                    "application/json;version=2",
                    "application/json; charset=utf-16",
                    "APPLICATION/JSON",
                    "text/plain",
                    "multipart/form-data; boundary=x",
                    "application/x-www-form-urlencoded",
                    ";",
                    "*/*");
    private static final List<String> METHODS =
            List.of("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "FOO");
    private static final List<String> LIMITS =
            List.of("1", "1000", "0", "-1", "1001", "x", "", "1.5", "99999999999999999999", "%00");
    private static final List<String> SEGMENTS =
            List.of(
                    "%00",
                    "%2F",
                    "%2e%2e",
                    "..",
                    ".",
                    "a;b=c",
                    "%zz",
                    "%",
                    "%C0%AF",
                    "%ED%A0%80",
                    "%F0%9F%9A%80",
                    "a%0d%0aX:1",
                    "x".repeat(5_000),
                    "+",
                    "%20",
                    "\u00e9",
                    "a//b",
                    "");
    private static final List<String> HEADERS =
            List.of(
                    "Accept: application/xml",
                    "Accept: ;;;q=x",
                    "Accept-Encoding: identity;q=0.5, x",
                    "X-Request-Id: " + "i".repeat(500),
                    "X-Request-Id: \u00e9'\"",
                    "X-Forwarded-For: 10.0.0.1, x",
                    "X-Forwarded-Proto: gopher",
                    "X-HTTP-Method-Override: DELETE",
                    "Cookie: a=b; $Version=1; x",
                    "Range: bytes=0-1",
                    "If-None-Match: *",
                    "If-Modified-Since: yesterday",
                    "Expect: 100-continue",
                    "Expect: 42",
                    "Upgrade: websocket\nConnection: Upgrade",
                    "Origin: null",
                    "Content-Encoding: gzip",
                    "X-Long: " + "x".repeat(20_000),
                    "Bad Header: x",
                    "Connection: close");
    private static final List<String> AUTHORIZATIONS =
            List.of(
                    "Basic",
                    "Basic ",
                    "Basic !!!!",
                    "Basic Og==",
                    "Basic YQ==",
                    "Basic AAA6AAA=",
                    "Bearer x",
                    "Digest username=x",
                    "Basic " + "QUFB".repeat(2_000));

    private final List<Operation> operations;
    private final Supplier<List<String>> callers;
    private final RandomGenerator random;
    private final FuzzIds ids;
    private final FuzzValues values;

    /// A request and the operation that it was made from.
    record Made(Operation operation, Request request) {}

    /// @param callers values of the header Authorization, as they are at the time
    FuzzRequests(
            ApiDescription description,
            List<Operation> operations,
            Supplier<List<String>> callers,
            RandomGenerator random,
            FuzzIds ids) {
        this.operations = operations;
        this.callers = callers;
        this.random = random;
        this.ids = ids;
        this.values = new FuzzValues(description, random, ids);
    }

    /// @param number of the request: every operation has its turn
    Made next(int number) {
        Operation operation = operations.get(number % operations.size());
        // What removes things has its turn less often, or there would be nothing left to meet.
        if (operation.method().equals("DELETE") && values.chance(60)) {
            operation = values.pick(operations);
        }
        return new Made(operation, request(operation));
    }

    private Request request(Operation operation) {
        String method = values.chance(4) ? values.pick(METHODS) : operation.method();
        String target = path(operation) + query(operation);
        StringBuilder headers = new StringBuilder();
        if (!values.chance(2)) {
            String caller =
                    values.chance(1) ? values.pick(AUTHORIZATIONS) : values.pick(callers.get());
            headers.append("Authorization: ").append(caller).append('\n');
        }
        if (values.chance(5)) {
            headers.append(values.pick(HEADERS)).append('\n');
        }
        byte[] body = body(operation);
        if (body != null && !values.chance(2)) {
            String type = values.chance(95) ? "application/json" : values.pick(CONTENT_TYPES);
            headers.append("Content-Type: ").append(type).append('\n');
        }
        return new Request(method, target, headers.toString(), body);
    }

    private String path(Operation operation) {
        String path = operation.path();
        for (String parameter : operation.parameters()) {
            String value =
                    values.chance(6) ? values.pick(SEGMENTS) : encoded(ids.some(parameter, random));
            path = path.replace("{" + parameter + "}", value);
        }
        if (values.chance(2)) {
            path += "/";
        }
        if (values.chance(1)) {
            path += "/" + values.pick(SEGMENTS);
        }
        return path;
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8).replace("+", "%20");
    }

    private String query(Operation operation) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.node().path("parameters")) {
            if (parameter.path("in").asString("").equals("query") && values.chance(25)) {
                String name = parameter.path("name").asString("");
                query.append(query.isEmpty() ? '?' : '&').append(name).append('=');
                query.append(queryValue(name, parameter.path("schema")));
            }
        }
        if (values.chance(1)) {
            query.append(query.isEmpty() ? "?" : "&").append(values.pick(SEGMENTS));
        }
        return query.toString();
    }

    private String queryValue(String name, JsonNode schema) {
        if (name.equals("limit")) {
            return values.pick(LIMITS);
        }
        if (name.equals("cursor")) {
            String cursor = ids.cursor(random);
            if (cursor != null && values.chance(60)) {
                return values.chance(80) ? encoded(cursor) : cursor.substring(cursor.length() / 2);
            }
        }
        return values.chance(20)
                ? values.pick(SEGMENTS)
                : encoded(wellFormed(values.value(schema, name, 0).asString("")));
    }

    /// Lone surrogates cannot be sent in UTF-8.
    private static String wellFormed(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    private byte @Nullable [] body(Operation operation) {
        JsonNode schema = operation.body();
        if (schema.isMissingNode()) {
            return values.chance(3) ? broken("{}") : null;
        }
        if (values.chance(2)) {
            return null;
        }
        String right = JsonMapper.shared().writeValueAsString(values.value(schema, "", 0));
        return values.chance(12) ? broken(right) : right.getBytes(UTF_8);
    }

    private byte[] broken(String right) {
        return switch (random.nextInt(12)) {
            case 0 -> new byte[0];
            case 1 -> Arrays.copyOf(right.getBytes(UTF_8), right.length() / 2);
            case 2 -> ("[".repeat(5_000) + "]".repeat(5_000)).getBytes(UTF_8);
            case 3 -> ("{\"a\":".repeat(900) + "1" + "}".repeat(900)).getBytes(UTF_8);
            case 4 -> noise(random.nextInt(200));
            case 5 -> ("\ufeff" + right).getBytes(UTF_8);
            case 6 -> (right + right).getBytes(UTF_8);
            case 7 -> "{\"name\":\"\\ud800\",\"name\":\"\\u0000\"}".getBytes(UTF_8);
            case 8 -> ("{\"port\":1" + "0".repeat(2_000) + ",\"x\":1e9999999}").getBytes(UTF_8);
            case 9 -> values.anything(0).toString().getBytes(UTF_8);
            case 10 -> right.getBytes(java.nio.charset.StandardCharsets.UTF_16);
            default -> {
                byte[] bytes = right.getBytes(UTF_8);
                if (bytes.length > 0) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                yield bytes;
            }
        };
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
