package dev.headrace.control;

import dev.headrace.refusal.Refusal;
import java.util.List;
import java.util.regex.Pattern;

/// A key of a configuration.
///
/// @param secret whether it is sealed, and never shown
/// @param choices what it can be; empty for anything
public record ConfigKey(String name, Form form, boolean secret, List<String> choices) {

    /// What is shown must have no secret in it.
    private static final Pattern URL_WITH_USER =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*@");

    /// How its value is written in JSON.
    public enum Form {
        TEXT,
        NUMBER,
        FLAG
    }

    static ConfigKey text(String name) {
        return new ConfigKey(name, Form.TEXT, false, List.of());
    }

    static ConfigKey secret(String name) {
        return new ConfigKey(name, Form.TEXT, true, List.of());
    }

    static ConfigKey choice(String name, String... choices) {
        return new ConfigKey(name, Form.TEXT, false, List.of(choices));
    }

    static ConfigKey of(String name, Form form) {
        return new ConfigKey(name, form, false, List.of());
    }

    /// @throws Refusal.Invalid where it cannot be this
    void require(String value) {
        if (!secret && URL_WITH_USER.matcher(value).lookingAt()) {
            throw new Refusal.Invalid(
                    "Field 'config.%s' must not hold a user name or password".formatted(name));
        }
        if (!value.isEmpty() && !choices.isEmpty() && !choices.contains(value)) {
            throw new Refusal.Invalid(
                    "Field 'config.%s' must be one of %s"
                            .formatted(name, String.join(", ", choices)));
        }
    }
}
