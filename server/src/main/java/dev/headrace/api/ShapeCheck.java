package dev.headrace.api;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Says what is wrong with a value, by its shape.
final class ShapeCheck {
    private final boolean unknownRefused;

    private ShapeCheck(boolean unknownRefused) {
        this.unknownRefused = unknownRefused;
    }

    /// The first thing that is wrong with what a client sent, as the sentence that it is told.
    static Optional<String> ofRequest(Shape.Fields shape, JsonNode body) {
        return new ShapeCheck(false).object(shape, body, "");
    }

    /// The first thing that is wrong with an answer: here fields that nobody declared are wrong
    /// too.
    static Optional<String> ofAnswer(Shape shape, JsonNode data) {
        return new ShapeCheck(true).value(shape, data, "data");
    }

    private Optional<String> object(Shape.Fields shape, JsonNode node, String path) {
        if (!node.isObject()) {
            return path.isEmpty()
                    ? Optional.of("The body must be a JSON object")
                    : wrong(path, "must be an object");
        }
        for (Field field : shape.fields()) {
            Optional<String> problem = field(field, node.get(field.name()), path);
            if (problem.isPresent()) {
                return problem;
            }
        }
        if (unknownRefused) {
            for (String name : node.propertyNames()) {
                if (shape.fields().stream().noneMatch(field -> field.name().equals(name))) {
                    return wrong(join(path, name), "is not declared");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> field(Field field, @Nullable JsonNode value, String path) {
        String name = join(path, field.name());
        if (value == null) {
            return field.required()
                    ? Optional.of("Field '%s' is required".formatted(name))
                    : Optional.empty();
        }
        if (value.isNull()) {
            return field.nullable() || !field.required()
                    ? Optional.empty()
                    : Optional.of("Field '%s' is required".formatted(name));
        }
        return value(field.shape(), value, name);
    }

    private Optional<String> value(Shape shape, JsonNode node, String path) {
        return switch (shape) {
            case Shape.Text(int lengthMax, _) -> text(node, lengthMax, path);
            case Shape.Choice choice ->
                    node.isString() && choice.values().contains(node.stringValue())
                            ? Optional.empty()
                            : wrong(
                                    path,
                                    "must be one of "
                                            + choice.values().stream()
                                                    .collect(Collectors.joining(", ")));
            case Shape.Whole(long min, long max) ->
                    node.isIntegralNumber() && within(node.bigIntegerValue(), min, max)
                            ? Optional.empty()
                            : wrong(path, wholeWords(min, max));
            case Shape.WholeOrText(long min, long max) -> wholeOrText(node, min, max, path);
            case Shape.Flag() ->
                    node.isBoolean() ? Optional.empty() : wrong(path, "must be true or false");
            case Shape.Moment() ->
                    node.isString() && Moments.isMoment(node.stringValue())
                            ? Optional.empty()
                            : wrong(path, "must be an RFC 3339 time");
            case Shape.ListOf list -> list(list, node, path);
            case Shape.MapOf(Shape value) -> map(value, node, path);
            case Shape.Fields fields -> object(fields, node, path);
            case Shape.Anything() ->
                    Texts.problem(node).map(why -> "Field '%s' %s".formatted(path, why));
        };
    }

    private static Optional<String> text(JsonNode node, int lengthMax, String path) {
        if (!node.isString()) {
            return wrong(path, "must be a string");
        }
        if (node.stringValue().length() > lengthMax) {
            return wrong(path, "must have at most %d characters".formatted(lengthMax));
        }
        return Texts.problem(node.stringValue()).flatMap(why -> wrong(path, why));
    }

    private static Optional<String> wholeOrText(JsonNode node, long min, long max, String path) {
        boolean right =
                switch (node) {
                    case JsonNode number when number.isIntegralNumber() ->
                            within(number.bigIntegerValue(), min, max);
                    case JsonNode text when text.isString() -> {
                        String digits = text.stringValue();
                        yield digits.matches("[0-9]{1,18}")
                                && within(new BigInteger(digits), min, max);
                    }
                    default -> false;
                };
        return right ? Optional.empty() : wrong(path, wholeWords(min, max));
    }

    private Optional<String> list(Shape.ListOf list, JsonNode node, String path) {
        if (!node.isArray()) {
            return wrong(path, "must be a list");
        }
        if (node.size() > list.lengthMax()) {
            return wrong(path, "must have at most %d entries".formatted(list.lengthMax()));
        }
        for (int i = 0; i < node.size(); i++) {
            Optional<String> problem = value(list.item(), node.get(i), "%s[%d]".formatted(path, i));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private Optional<String> map(Shape shape, JsonNode node, String path) {
        if (!node.isObject()) {
            return wrong(path, "must be an object");
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Optional<String> key = Texts.problem(entry.getKey());
            Optional<String> problem =
                    key.isPresent()
                            ? wrong(path, "has a key that " + key.get())
                            : entry.getValue().isNull()
                                    ? Optional.empty()
                                    : value(shape, entry.getValue(), join(path, entry.getKey()));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static boolean within(BigInteger value, long min, long max) {
        return value.compareTo(BigInteger.valueOf(min)) >= 0
                && value.compareTo(BigInteger.valueOf(max)) <= 0;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String wholeWords(long min, long max) {
        return "must be a whole number from %d to %d".formatted(min, max);
    }

    private static Optional<String> wrong(String path, String what) {
        return Optional.of("Field '%s' %s".formatted(path, what));
    }
}
