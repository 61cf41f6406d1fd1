package dev.headrace.api;

import dev.headrace.refusal.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A JSON object that a client sent, already checked against its shape.
final class Body {
    private final JsonNode node;

    Body(JsonNode node) {
        this.node = node;
    }

    /// What a client said of a field.
    sealed interface Given<T> {
        /// Nothing: it stays as it is.
        record Absent<T>() implements Given<T> {}

        /// `null`: it is to be cleared, where it can be.
        record Null<T>() implements Given<T> {}

        record Value<T>(T value) implements Given<T> {}
    }

    /// Whether the field is there, null or not.
    boolean has(String field) {
        return node.has(field);
    }

    /// A required string.
    String text(String field) {
        return find(field).orElseThrow(() -> Refusal.Invalid.required(field));
    }

    /// A string; null counts as absent. A whole number counts as its digits.
    Optional<String> find(String field) {
        return switch (given(field)) {
            case Given.Value<String>(String value) -> Optional.of(value);
            case Given.Absent<String>() -> Optional.empty();
            case Given.Null<String>() -> Optional.empty();
        };
    }

    Given<String> given(String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            return new Given.Absent<>();
        }
        return value.isNull() ? new Given.Null<>() : new Given.Value<>(value.asString());
    }

    /// A flag; null counts as absent.
    Optional<Boolean> flag(String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull()
                ? Optional.empty()
                : Optional.of(value.booleanValue());
    }

    /// Strings; empty where the field is absent or null.
    List<String> texts(String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        value.forEach(item -> texts.add(item.asString()));
        return texts;
    }

    /// An object; null counts as absent.
    Optional<Body> object(String field) {
        return raw(field).map(Body::new);
    }

    /// Objects; empty where the field is absent or null.
    List<Body> objects(String field) {
        JsonNode value = node.get(field);
        if (value == null || value.isNull()) {
            return List.of();
        }
        List<Body> objects = new ArrayList<>();
        value.forEach(item -> objects.add(new Body(item)));
        return objects;
    }

    /// Any value; null counts as absent.
    Optional<JsonNode> raw(String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }

    /// All of it.
    JsonNode json() {
        return node;
    }
}
