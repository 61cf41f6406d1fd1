package dev.headrace.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON: maps, lists, texts, whole numbers, booleans and null. Small on purpose, because a
/// library would cost every start of the command more than it does here.
final class Json {
    /// An object whose members stay in the order in which they were put.
    static final class Members {
        private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

        Members put(String name, @Nullable Object value) {
            members.put(name, value);
            return this;
        }
    }

    private final StringBuilder json = new StringBuilder();
    private final boolean indented;

    private Json(boolean indented) {
        this.indented = indented;
    }

    static Members object() {
        return new Members();
    }

    /// One line, for programs.
    static String write(Members document) {
        return new Json(false).value(document, 0).json.toString();
    }

    /// Indented, for people.
    static String writeIndented(Members document) {
        return new Json(true).value(document, 0).json.toString();
    }

    private Json value(@Nullable Object value, int depth) {
        switch (value) {
            case null -> json.append("null");
            case String text -> text(text);
            case Boolean truth -> json.append(truth);
            case Integer number -> json.append(number);
            case Long number -> json.append(number);
            case Members object -> members(object.members, depth);
            case List<?> list -> elements(list, depth);
            default -> throw new IllegalArgumentException(value.getClass().getName());
        }
        return this;
    }

    private void members(Map<String, @Nullable Object> members, int depth) {
        json.append('{');
        String separator = "";
        for (Map.Entry<String, @Nullable Object> member : members.entrySet()) {
            json.append(separator);
            newLine(depth + 1);
            text(member.getKey());
            json.append(indented ? ": " : ":");
            value(member.getValue(), depth + 1);
            separator = ",";
        }
        if (!members.isEmpty()) {
            newLine(depth);
        }
        json.append('}');
    }

    private void elements(List<?> elements, int depth) {
        json.append('[');
        String separator = "";
        for (Object element : elements) {
            json.append(separator);
            newLine(depth + 1);
            value(element, depth + 1);
            separator = ",";
        }
        if (!elements.isEmpty()) {
            newLine(depth);
        }
        json.append(']');
    }

    private void newLine(int depth) {
        if (indented) {
            json.append('\n').append("  ".repeat(depth));
        }
    }

    /// Escapes more than JSON asks for: nothing that steers a terminal stands in it.
    private void text(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair =
                    i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
            if (pair) {
                json.append(c).append(text.charAt(++i));
            } else {
                character(c);
            }
        }
        json.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> json.append("\\\"");
            case '\\' -> json.append("\\\\");
            case '\n' -> json.append("\\n");
            case '\r' -> json.append("\\r");
            case '\t' -> json.append("\\t");
            default -> {
                if (Printable.isSuspect(c)) {
                    json.append("\\u%04x".formatted((int) c));
                } else {
                    json.append(c);
                }
            }
        }
    }
}
