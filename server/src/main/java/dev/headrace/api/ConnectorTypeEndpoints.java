package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.Page;
import dev.headrace.refusal.Refusal;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/// The kinds of source that there are: none yet.
final class ConnectorTypeEndpoints {
    private static final String FAMILY = "Connector types";
    private static final Shape.Fields TYPE =
            Shape.fields("ConnectorType", Field.of("id", TEXT), Field.of("name", TEXT));

    private ConnectorTypeEndpoints() {}

    static List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/metadata/connector-types", "metadata_connectors")
                        .about(FAMILY, "List kinds of source")
                        .lists(TYPE)
                        .by(ConnectorTypeEndpoints::list),
                Endpoint.get("/v1/metadata/connector-types/{service}", "metadata_connector_config")
                        .about(FAMILY, "Get a kind of source")
                        .answers(TYPE)
                        .by(ConnectorTypeEndpoints::details),
                Endpoint.get("/public/connector-types", "public_connector_types")
                        .about(FAMILY, "List kinds of source to whoever asks")
                        .answers(
                                Shape.fields(
                                        "ConnectorTypes", Field.of("items", Shape.listOf(TYPE))))
                        .by(call ->
                                Answer.of(
                                        "Connector metadata retrieved successfully",
                                        new Members()
                                                .put(
                                                        "items",
                                                        JsonNodeFactory.instance.arrayNode()))));
    }

    private static Answer list(Call call) {
        call.page();
        return Answer.list(
                "Connectors list retrieved successfully",
                new Page<String>(List.of(), null),
                ConnectorTypeEndpoints::view);
    }

    private static Answer details(Call call) {
        throw new Refusal.NotFound(
                null, "Connector type '%s' does not exist.".formatted(call.path("service")));
    }

    private static Members view(String type) {
        return new Members().put("id", type).put("name", type);
    }
}
