package dev.headrace.api;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Which strings can be kept: PostgreSQL stores no U+0000, and half a surrogate pair is no text.
final class Texts {
    /// What is shown instead of a secret.
    static final String MASK = "******";

    private Texts() {}

    /// Why it cannot be kept, to be put behind the name of what it is; empty where it can.
    static Optional<String> problem(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return Optional.of("must not hold the character U+0000");
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return Optional.of("must be valid Unicode");
            }
        }
        return Optional.empty();
    }

    /// The same of everything in a value.
    static Optional<String> problem(JsonNode node) {
        if (node.isString()) {
            return problem(node.stringValue());
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Optional<String> problem = problem(entry.getKey()).or(() -> problem(entry.getValue()));
            if (problem.isPresent()) {
                return problem;
            }
        }
        if (node.isArray()) {
            for (JsonNode item : node) {
                Optional<String> problem = problem(item);
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }
}
