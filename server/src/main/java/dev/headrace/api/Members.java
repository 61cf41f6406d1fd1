package dev.headrace.api;

import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Builds a JSON object member by member, in the order of the calls.
final class Members {
    private final ObjectNode node = JsonNodeFactory.instance.objectNode();

    /// A string, or null.
    Members put(String name, @Nullable String value) {
        node.put(name, value);
        return this;
    }

    Members put(String name, boolean value) {
        node.put(name, value);
        return this;
    }

    Members put(String name, long value) {
        node.put(name, value);
        return this;
    }

    /// A time, or null.
    Members put(String name, @Nullable Instant value) {
        node.put(name, value == null ? null : Moments.text(value));
        return this;
    }

    Members put(String name, JsonNode value) {
        node.set(name, value);
        return this;
    }

    Members put(String name, Members value) {
        node.set(name, value.node);
        return this;
    }

    Members put(String name, Collection<String> values) {
        ArrayNode array = node.putArray(name);
        values.forEach(array::add);
        return this;
    }

    ObjectNode json() {
        return node;
    }
}
