package dev.headrace.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The API's description (OpenAPI 3.1), made of the table that is served.
final class OpenApi {
    private final Map<String, Shape.Fields> components = new TreeMap<>();

    private OpenApi() {}

    static ObjectNode of(List<Endpoint> endpoints) {
        return new OpenApi().describe(endpoints);
    }

    private ObjectNode describe(List<Endpoint> endpoints) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("openapi", "3.1.0");
        root.putObject("info")
                .put("title", "Headrace REST API")
                .put("version", "1")
                .put(
                        "description",
                        "Configures destinations, who may use them, and what they need. Every answer"
                                + " is an envelope of code, message and data.");
        root.putArray("security").addObject().putArray("basic");
        ObjectNode paths = root.putObject("paths");
        for (Endpoint endpoint : endpoints) {
            List<String> served = endpoint.paths();
            for (int i = 0; i < served.size(); i++) {
                ObjectNode path = paths.withObjectProperty(generic(served.get(i)));
                operation(
                        path.putObject(endpoint.method().name().toLowerCase(Locale.ROOT)),
                        endpoint,
                        i);
            }
        }
        ObjectNode parts = root.putObject("components");
        parts.putObject("securitySchemes")
                .putObject("basic")
                .put("type", "http")
                .put("scheme", "basic")
                .put("description", "API key and secret.");
        ObjectNode schemas = parts.putObject("schemas");
        error(schemas.putObject("Error"));
        // Describing one type may bring up another.
        for (int described = -1; described < schemas.size(); ) {
            described = schemas.size();
            Map.copyOf(components)
                    .forEach((name, fields) -> {
                        if (!schemas.has(name)) {
                            object(schemas.putObject(name), fields);
                        }
                    });
        }
        return root;
    }

    private static String generic(String path) {
        return path.replace('<', '{').replace('>', '}');
    }

    /// @param alias 0 for the endpoint's own path
    private void operation(ObjectNode node, Endpoint endpoint, int alias) {
        node.put("operationId", endpoint.operation() + (alias == 0 ? "" : "_alias" + alias));
        node.put("summary", endpoint.summary());
        node.putArray("tags").add(endpoint.family());
        if (alias > 0) {
            node.put("deprecated", true);
        }
        parameters(node, endpoint);
        Shape.Fields body = endpoint.body();
        if (body != null) {
            ObjectNode request = node.putObject("requestBody");
            request.put("required", body.fields().stream().anyMatch(Field::required));
            schema(json(request), body);
        }
        ObjectNode responses = node.putObject("responses");
        ObjectNode success = responses.putObject(Integer.toString(endpoint.status()));
        success.put("description", "Success");
        switch (endpoint.way()) {
            case Endpoint.Answers _ -> envelope(json(success), endpoint);
            case Endpoint.Streams _ -> stream(success, endpoint);
        }
        responses
                .putObject("default")
                .put("description", "An error, with a code and a sentence")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Error");
    }

    private void parameters(ObjectNode node, Endpoint endpoint) {
        var parameters = node.putArray("parameters");
        for (String name : endpoint.pathParameters()) {
            parameters
                    .addObject()
                    .put("name", name)
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
        if (endpoint.way() instanceof Endpoint.Streams) {
            ObjectNode header = parameters.addObject();
            header.put("name", Gateway.LAST_EVENT_ID).put("in", "header").put("required", false);
            schema(header.putObject("schema"), Endpoint.EVENT_NUMBER);
        }
        endpoint.query()
                .forEach((name, shape) -> {
                    ObjectNode parameter = parameters.addObject();
                    parameter.put("name", name).put("in", "query").put("required", false);
                    schema(parameter.putObject("schema"), shape);
                });
    }

    private void envelope(ObjectNode schema, Endpoint endpoint) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("code").put("type", "string").put("const", "Success");
        properties.putObject("message").put("type", "string");
        var required = schema.putArray("required").add("code").add("message");
        Shape data = endpoint.data();
        if (data == null) {
            return;
        }
        required.add("data");
        if (!endpoint.paged()) {
            schema(properties.putObject("data"), data);
            return;
        }
        ObjectNode page = properties.putObject("data");
        page.put("type", "object");
        ObjectNode parts = page.putObject("properties");
        ObjectNode items = parts.putObject("items");
        items.put("type", "array");
        schema(items.putObject("items"), data);
        parts.putObject("next_cursor").put("type", "string");
        page.putArray("required").add("items");
    }

    /// OpenAPI 3.1 has no words for what the events of a stream hold.
    private void stream(ObjectNode success, Endpoint endpoint) {
        ObjectNode media = success.putObject("content").putObject(ServerSentEvents.TYPE);
        media.putObject("schema").put("type", "string");
        Shape data = endpoint.data();
        if (data != null) {
            schema(media.putObject("x-event-data"), data);
        }
    }

    private static ObjectNode json(ObjectNode node) {
        return node.putObject("content").putObject("application/json").putObject("schema");
    }

    private static void error(ObjectNode schema) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("code").put("type", "string");
        properties.putObject("message").put("type", "string");
        schema.putArray("required").add("code").add("message");
    }

    private void schema(ObjectNode node, Shape shape) {
        switch (shape) {
            case Shape.Text(int lengthMax, @Nullable String example) -> {
                node.put("type", "string").put("maxLength", lengthMax);
                if (example != null) {
                    node.put("example", example);
                }
            }
            case Shape.Choice choice -> {
                var values = node.put("type", "string").putArray("enum");
                choice.values().forEach(values::add);
            }
            case Shape.Whole(long min, long max) ->
                    node.put("type", "integer").put("minimum", min).put("maximum", max);
            case Shape.WholeOrText(long min, long max) -> {
                var either = node.putArray("oneOf");
                either.addObject().put("type", "integer").put("minimum", min).put("maximum", max);
                either.addObject().put("type", "string").put("pattern", "^[0-9]+$");
            }
            case Shape.Flag() -> node.put("type", "boolean");
            case Shape.Moment() -> node.put("type", "string").put("format", "date-time");
            case Shape.ListOf(Shape item, int lengthMax) -> {
                node.put("type", "array").put("maxItems", lengthMax);
                schema(node.putObject("items"), item);
            }
            case Shape.MapOf(Shape value) -> {
                node.put("type", "object");
                schema(node.putObject("additionalProperties"), value);
            }
            case Shape.Fields fields -> {
                Shape.Fields known = components.putIfAbsent(fields.name(), fields);
                if (known != null && !known.equals(fields)) {
                    throw new IllegalStateException("Two shapes are named " + fields.name());
                }
                node.put("$ref", "#/components/schemas/" + fields.name());
            }
            case Shape.Anything() -> {
                // Every JSON value.
            }
        }
    }

    private void object(ObjectNode schema, Shape.Fields fields) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (Field field : fields.fields()) {
            ObjectNode property = properties.putObject(field.name());
            ObjectNode value = property;
            if (field.nullable()) {
                var either = property.putArray("anyOf");
                value = either.addObject();
                either.addObject().put("type", "null");
            }
            schema(value, field.shape());
            if (!field.about().isEmpty()) {
                property.put("description", field.about());
            }
            if (field.secret()) {
                property.put("format", "password");
            }
        }
        List<Field> required = fields.fields().stream().filter(Field::required).toList();
        if (!required.isEmpty()) {
            var names = schema.putArray("required");
            required.forEach(field -> names.add(field.name()));
        }
    }
}
