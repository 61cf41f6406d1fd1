package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.e2e.ApiDescription.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `/openapi.json` is valid OpenAPI 3.1 and describes every endpoint that clients know.
class OpenApiE2E {
    private static final Set<String> SCHEMA_TYPES =
            Set.of("string", "integer", "number", "boolean", "array", "object", "null");

    private final Contract contract = Contract.of(SharedApi.get());
    private final ApiDescription description = contract.description();

    @Test
    void describesEveryEndpointOfTheContract() {
        Set<String> described = new TreeSet<>();
        for (Operation operation : description.operations()) {
            described.add(
                    "%s %s %d"
                            .formatted(
                                    operation.method(),
                                    ApiDescription.PARAMETER
                                            .matcher(operation.path())
                                            .replaceAll("{}"),
                                    operation.success()));
        }
        List<String> missing =
                contract.table().stream()
                        .map(row -> row.form() + " " + row.status())
                        .filter(form -> !described.contains(form))
                        .toList();
        assertThat(missing).isEmpty();
    }

    @Test
    void hasTheFrameOfAnOpenApiDocument() {
        JsonNode document = description.document();
        assertThat(document.path("openapi").asString("")).matches("3\\.1\\.[0-9]+");
        assertThat(document.path("info").path("title").asString("")).isNotBlank();
        assertThat(document.path("info").path("version").asString("")).isNotBlank();
        assertThat(description.operations()).isNotEmpty();
        assertThat(document.path("components").path("schemas").size()).isPositive();
        Set<String> known =
                Set.of("openapi", "info", "servers", "security", "tags", "paths", "components");
        assertThat(known).containsAll(document.propertyNames());
        for (JsonNode requirement : document.path("security")) {
            for (String scheme : requirement.propertyNames()) {
                assertThat(document.path("components").path("securitySchemes").has(scheme))
                        .isTrue();
            }
        }
    }

    @Test
    void namesEveryOperationOnceAndEveryPathOnce() {
        List<String> names = new ArrayList<>();
        Set<String> forms = new HashSet<>();
        for (Operation operation : description.operations()) {
            names.add(operation.node().path("operationId").asString(""));
            String form = ApiDescription.PARAMETER.matcher(operation.toString()).replaceAll("{}");
            assertThat(forms.add(form)).as(form).isTrue();
        }
        assertThat(names).doesNotHaveDuplicates().doesNotContain("");
    }

    @Test
    void describesEveryParameterBodyAndAnswer() {
        for (Operation operation : description.operations()) {
            String what = operation.toString();
            assertThat(operation.path()).startsWith("/");
            Set<String> inPath = new TreeSet<>();
            for (JsonNode parameter : operation.node().path("parameters")) {
                parameter(what, parameter, inPath);
            }
            assertThat(inPath).as(what).isEqualTo(new TreeSet<>(operation.parameters()));
            JsonNode responses = operation.node().path("responses");
            assertThat(responses.size()).as(what).isPositive();
            responses.forEach(response -> {
                assertThat(response.path("description").asString("")).as(what).isNotBlank();
                content(what, response);
            });
            assertThat(operation.success()).as(what).isIn(200, 201);
            if (operation.node().has("requestBody")) {
                assertThat(operation.method()).as(what).isIn("POST", "PATCH", "PUT", "DELETE");
                assertThat(operation.body().isMissingNode()).as(what).isFalse();
                content(what, operation.node().path("requestBody"));
            }
        }
    }

    private void parameter(String what, JsonNode parameter, Set<String> inPath) {
        String name = parameter.path("name").asString("");
        assertThat(parameter.path("in").asString("")).as(what).isIn("path", "query", "header");
        schema(what + " " + name, parameter.path("schema"), 0);
        if (parameter.path("in").asString("").equals("path")) {
            assertThat(parameter.path("required").asBoolean(false)).as(what).isTrue();
            inPath.add(name);
        }
    }

    private void content(String what, JsonNode holder) {
        for (Map.Entry<String, JsonNode> type : holder.path("content").properties()) {
            assertThat(type.getKey()).as(what).contains("/");
            schema(what, type.getValue().path("schema"), 0);
        }
    }

    @Test
    void hasOnlySchemasThatAreSchemas() {
        for (Map.Entry<String, JsonNode> schema :
                description.document().path("components").path("schemas").properties()) {
            assertThat(schema.getKey()).matches("[A-Za-z0-9._-]+");
            schema(schema.getKey(), schema.getValue(), 0);
        }
    }

    private void schema(String what, JsonNode schema, int depth) {
        assertThat(depth).as(what).isLessThan(40);
        assertThat(schema.isObject()).as(what).isTrue();
        if (schema.has("$ref")) {
            String reference = schema.path("$ref").asString("");
            assertThat(reference).as(what).startsWith("#/components/schemas/");
            assertThat(description.resolve(schema).isObject()).as(reference).isTrue();
            return;
        }
        if (schema.has("type")) {
            assertThat(schema.path("type").asString("")).as(what).isIn(SCHEMA_TYPES);
        }
        for (JsonNode name : schema.path("required")) {
            assertThat(schema.path("properties").has(name.asString(""))).as(what).isTrue();
        }
        if (schema.has("enum")) {
            assertThat(schema.path("enum").size()).as(what).isPositive();
        }
        for (String list : List.of("anyOf", "oneOf", "allOf")) {
            schema.path(list).forEach(each -> schema(what, each, depth + 1));
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            schema(what + "." + property.getKey(), property.getValue(), depth + 1);
        }
        for (String inner : List.of("items", "additionalProperties")) {
            if (schema.path(inner).isObject()) {
                schema(what + "." + inner, schema.path(inner), depth + 1);
            }
        }
    }
}
