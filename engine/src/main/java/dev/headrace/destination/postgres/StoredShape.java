package dev.headrace.destination.postgres;

import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A shape as the ledger keeps it, so that a source column keeps its name and type whatever comes
/// later.
record StoredShape(TableShape shape, SyncMode mode) {
    private static final JsonMapper JSON = JsonMapper.shared();

    String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("mode", mode.name());
        ArrayNode key = root.putArray("key");
        shape.key().forEach(key::add);
        ArrayNode columns = root.putArray("columns");
        for (Column column : shape.columns()) {
            columns.addObject()
                    .put("source", column.sourceName())
                    .put("name", column.name())
                    .put("type", column.type().name())
                    .put("nullOnly", column.nullOnly());
        }
        return root.toString();
    }

    static StoredShape parse(String json) {
        JsonNode root = JSON.readTree(json);
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : root.get("columns")) {
            columns.add(
                    new Column(
                            column.get("source").asString(),
                            column.get("name").asString(),
                            LogicalType.valueOf(column.get("type").asString()),
                            column.get("nullOnly").asBoolean()));
        }
        List<String> key = new ArrayList<>();
        root.get("key").forEach(name -> key.add(name.asString()));
        return new StoredShape(
                new TableShape(columns, key), SyncMode.valueOf(root.get("mode").asString()));
    }
}
