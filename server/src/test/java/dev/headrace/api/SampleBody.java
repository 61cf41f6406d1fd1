package dev.headrace.api;

import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The smallest bodies that a shape lets through.
final class SampleBody {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Function<String, Optional<String>> values;

    private SampleBody(Function<String, Optional<String>> values) {
        this.values = values;
    }

    /// @param values for fields of these names, at any depth
    static ObjectNode of(Shape.Fields shape, Function<String, Optional<String>> values) {
        return new SampleBody(values).object(shape);
    }

    private ObjectNode object(Shape.Fields shape) {
        ObjectNode node = NODES.objectNode();
        for (Field field : shape.fields()) {
            Optional<String> value = values.apply(field.name());
            if (value.isPresent()) {
                node.put(field.name(), value.get());
            } else if (field.required()) {
                node.set(field.name(), value(field.shape()));
            }
        }
        return node;
    }

    private JsonNode value(Shape shape) {
        return switch (shape) {
            case Shape.Text(_, String example) -> NODES.stringNode(example == null ? "x" : example);
            case Shape.Choice choice -> NODES.stringNode(choice.values().getFirst());
            case Shape.Whole(long min, _) -> NODES.numberNode(min);
            case Shape.WholeOrText(long min, _) -> NODES.numberNode(min);
            case Shape.Flag() -> NODES.booleanNode(true);
            case Shape.Moment() -> NODES.stringNode("2026-03-02T09:15:04.120331Z");
            case Shape.ListOf _ -> NODES.arrayNode();
            case Shape.MapOf _ -> NODES.objectNode();
            case Shape.Fields fields -> object(fields);
            case Shape.Anything() -> NODES.objectNode();
        };
    }
}
