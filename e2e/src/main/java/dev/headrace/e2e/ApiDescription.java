package dev.headrace.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What `/openapi.json` says: which operations there are, and whether an answer is as described.
public final class ApiDescription {
    /// Such as `{groupId}`.
    public static final Pattern PARAMETER = Pattern.compile("\\{([A-Za-z_]+)}");

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private final JsonNode document;
    private final List<Operation> operations;

    private ApiDescription(JsonNode document) {
        this.document = document;
        this.operations = operations(document);
    }

    public static ApiDescription of(JsonNode document) {
        return new ApiDescription(document);
    }

    /// One method of one path.
    ///
    /// @param method in capitals
    /// @param path with parameters in braces
    public record Operation(String method, String path, JsonNode node, Pattern matcher) {

        /// The names of the path's parameters, from left to right.
        public List<String> parameters() {
            return PARAMETER.matcher(path).results().map(match -> match.group(1)).toList();
        }

        /// The schema of its body, a missing node where it has none.
        public JsonNode body() {
            return jsonSchema(node.path("requestBody"));
        }

        /// The status of success, 0 where none is described.
        public int success() {
            for (String status : node.path("responses").propertyNames()) {
                if (status.startsWith("2")) {
                    return Integer.parseInt(status);
                }
            }
            return 0;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static List<Operation> operations(JsonNode document) {
        List<Operation> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    all.add(
                            new Operation(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue(),
                                    matcher(path.getKey())));
                }
            }
        }
        return List.copyOf(all);
    }

    /// A hash may have slashes in it, every other parameter is one segment.
    private static Pattern matcher(String path) {
        StringBuilder pattern = new StringBuilder();
        Matcher names = PARAMETER.matcher(path);
        int from = 0;
        while (names.find()) {
            pattern.append(Pattern.quote(path.substring(from, names.start())));
            pattern.append(names.group(1).equals("hash") ? ".+" : "[^/]+");
            from = names.end();
        }
        return Pattern.compile(pattern + Pattern.quote(path.substring(from)) + "/?");
    }

    public JsonNode document() {
        return document;
    }

    public List<Operation> operations() {
        return operations;
    }

    /// The operation that a call is one of: of several the one with the fewest parameters.
    ///
    /// @param path as called, with or without a query
    public Optional<Operation> find(String method, String path) {
        String plain = path.split("\\?", 2)[0];
        return operations.stream()
                .filter(operation -> operation.method().equals(method))
                .filter(operation -> operation.matcher().matcher(plain).matches())
                .min((a, b) -> Integer.compare(a.parameters().size(), b.parameters().size()));
    }

    /// All that is wrong with an answer by its description.
    public List<String> problems(Operation operation, int status, JsonNode answer) {
        JsonNode responses = operation.node().path("responses");
        JsonNode response = responses.path(Integer.toString(status));
        if (response.isMissingNode()) {
            if (status < 400) {
                return List.of("status %d is not described".formatted(status));
            }
            response = responses.path("default");
        }
        return new SchemaCheck(this).problems(jsonSchema(response), answer);
    }

    private static JsonNode jsonSchema(JsonNode holder) {
        return holder.path("content").path("application/json").path("schema");
    }

    /// The schema itself, wherever it stands.
    public JsonNode resolve(JsonNode schema) {
        JsonNode found = schema;
        while (found.has("$ref")) {
            found = document.at(found.path("$ref").asString("").substring(1));
        }
        return found;
    }
}
