package dev.headrace.e2e;

import java.math.BigInteger;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Decodes as strictly as Go's `encoding/json`: a value of another type is an error, null leaves
/// the zero value, unknown members are passed over, names match without case.
///
/// Values are Strings, Booleans, Longs, Lists and Maps; nil is null; a time is its text, the zero
/// time the empty one.
final class GoJson {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    /// RFC 3339 as `time.Time` takes it: seconds and a zone are needed, capitals too.
    private static final Pattern RFC_3339 =
            Pattern.compile(
                    "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}([.,]\\d+)?(Z|[+-]\\d{2}:\\d{2})");

    private static final BigInteger INT_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger INT_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private GoJson() {}

    /// What Go would return instead of a value.
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure(String message) {
            super(message);
        }
    }

    /// A struct as a map with every field of the type in it.
    ///
    /// @throws Failure where Go's decoder returns an error
    static Map<String, @Nullable Object> decode(String json, GoType.Struct type) {
        JsonNode node;
        try {
            node = JSON.readTree(json);
        } catch (RuntimeException e) {
            throw new Failure("invalid character: " + e.getMessage());
        }
        if (node.isMissingNode()) {
            throw new Failure("unexpected end of JSON input");
        }
        return struct(node, type, "");
    }

    private static Map<String, @Nullable Object> struct(
            JsonNode node, GoType.Struct type, String path) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        type.fields().forEach((name, field) -> value.put(name, zero(field)));
        if (node.isNull()) {
            return value;
        }
        if (!node.isObject()) {
            throw mismatch(node, type, path);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = field(type, member.getKey());
            if (name != null) {
                GoType field = type.fields().get(name);
                if (field != null && !member.getValue().isNull()) {
                    value.put(name, value(member.getValue(), field, path + "." + name));
                }
            }
        }
        return value;
    }

    private static @Nullable String field(GoType.Struct type, String member) {
        if (type.fields().containsKey(member)) {
            return member;
        }
        String lower = member.toLowerCase(Locale.ROOT);
        return type.fields().keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).equals(lower))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Object zero(GoType type) {
        return switch (type) {
            case GoType.Plain plain ->
                    switch (plain.name()) {
                        case "bool" -> false;
                        case "int" -> 0L;
                        case "interface{}" -> null;
                        default -> "";
                    };
            case GoType.Struct struct -> struct(JSON.nullNode(), struct, "");
            case GoType.Pointer _, GoType.Slice _, GoType.Dictionary _ -> null;
        };
    }

    private static @Nullable Object value(JsonNode node, GoType type, String path) {
        if (node.isNull()) {
            return zero(type);
        }
        return switch (type) {
            case GoType.Plain plain -> plain(node, plain, path);
            case GoType.Pointer(GoType to) -> value(node, to, path);
            case GoType.Struct struct -> struct(node, struct, path);
            case GoType.Slice(GoType of) -> {
                if (!node.isArray()) {
                    throw mismatch(node, type, path);
                }
                List<@Nullable Object> all = new ArrayList<>();
                node.forEach(each -> all.add(value(each, of, path)));
                yield all;
            }
            case GoType.Dictionary(GoType of) -> {
                if (!node.isObject()) {
                    throw mismatch(node, type, path);
                }
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                node.properties()
                        .forEach(member ->
                                all.put(
                                        member.getKey(),
                                        value(
                                                member.getValue(),
                                                of,
                                                path + "." + member.getKey())));
                yield all;
            }
        };
    }

    private static Object plain(JsonNode node, GoType.Plain type, String path) {
        return switch (type.name()) {
            case "string" -> {
                if (!node.isString()) {
                    throw mismatch(node, type, path);
                }
                yield node.stringValue();
            }
            case "bool" -> {
                if (!node.isBoolean()) {
                    throw mismatch(node, type, path);
                }
                yield node.booleanValue();
            }
            case "int" -> {
                if (!node.isIntegralNumber()
                        || node.bigIntegerValue().compareTo(INT_MIN) < 0
                        || node.bigIntegerValue().compareTo(INT_MAX) > 0) {
                    throw mismatch(node, type, path);
                }
                yield node.longValue();
            }
            case "time.Time" -> time(node, type, path);
            default -> any(node);
        };
    }

    private static String time(JsonNode node, GoType type, String path) {
        if (!node.isString()) {
            throw mismatch(node, type, path);
        }
        String text = node.stringValue();
        if (!RFC_3339.matcher(text).matches()) {
            throw new Failure("parsing time \"%s\" as RFC 3339 in %s".formatted(text, path));
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeParseException _) {
            throw new Failure("parsing time \"%s\" in %s: out of range".formatted(text, path));
        }
    }

    private static Object any(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isArray()) {
            List<@Nullable Object> all = new ArrayList<>();
            node.forEach(each -> all.add(each.isNull() ? null : any(each)));
            return all;
        }
        if (node.isObject()) {
            Map<String, @Nullable Object> all = new LinkedHashMap<>();
            node.properties()
                    .forEach(member ->
                            all.put(
                                    member.getKey(),
                                    member.getValue().isNull() ? null : any(member.getValue())));
            return all;
        }
        return node.doubleValue();
    }

    private static Failure mismatch(JsonNode node, GoType type, String path) {
        return new Failure(
                "json: cannot unmarshal %s into Go struct field %s of type %s"
                        .formatted(node, path, type));
    }
}
