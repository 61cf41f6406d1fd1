package dev.headrace.control;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an audit line says of a thing, field by field in order. Never a secret.
final class Facts {
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    static Facts of(String name, @Nullable Object value) {
        return new Facts().and(name, value);
    }

    Facts and(String name, @Nullable Object value) {
        fields.put(name, value);
        return this;
    }

    Map<String, @Nullable Object> map() {
        return fields;
    }
}
