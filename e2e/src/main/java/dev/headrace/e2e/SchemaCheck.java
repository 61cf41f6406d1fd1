package dev.headrace.e2e;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Holds a value against a JSON schema, as far as the API's description uses the language. Members
/// of objects that are not described are wrong as well: a client could not know of them.
final class SchemaCheck {
    private final ApiDescription description;

    SchemaCheck(ApiDescription description) {
        this.description = description;
    }

    List<String> problems(JsonNode schema, JsonNode value) {
        List<String> found = new ArrayList<>();
        check(schema, value, "$", found);
        return found;
    }

    private void check(JsonNode reference, JsonNode value, String path, List<String> found) {
        JsonNode schema = description.resolve(reference);
        if (schema.has("anyOf")) {
            alternatives(schema.path("anyOf"), value, path, found, false);
        }
        if (schema.has("oneOf")) {
            alternatives(schema.path("oneOf"), value, path, found, true);
        }
        if (schema.has("const") && !schema.path("const").equals(value)) {
            found.add("%s is not %s but %s".formatted(path, schema.path("const"), value));
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            found.add("%s is none of %s but %s".formatted(path, schema.path("enum"), value));
        }
        if (schema.has("type") && !hasType(schema.path("type"), value)) {
            found.add("%s is no %s but %s".formatted(path, schema.path("type"), value));
            return;
        }
        if (value.isString()) {
            text(schema, value.stringValue(), path, found);
        } else if (value.isNumber()) {
            number(schema, value.decimalValue(), path, found);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), "%s[%d]".formatted(path, i), found);
            }
        } else if (value.isObject()) {
            object(schema, value, path, found);
        }
    }

    private void alternatives(
            JsonNode schemas, JsonNode value, String path, List<String> found, boolean exactlyOne) {
        int fitting = 0;
        List<String> reasons = new ArrayList<>();
        for (JsonNode schema : schemas) {
            List<String> problems = new ArrayList<>();
            check(schema, value, path, problems);
            if (problems.isEmpty()) {
                fitting++;
            }
            reasons.addAll(problems);
        }
        if (fitting == 0 || (exactlyOne && fitting > 1)) {
            found.add("%s fits %d alternatives: %s".formatted(path, fitting, reasons));
        }
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode each : values) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            for (JsonNode each : type) {
                if (hasType(each, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asString("")) {
            case "string" -> value.isString();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private static void text(JsonNode schema, String value, String path, List<String> found) {
        if (schema.has("maxLength") && value.length() > schema.path("maxLength").asInt()) {
            found.add("%s is longer than %s".formatted(path, schema.path("maxLength")));
        }
        if (schema.has("pattern")
                && !Pattern.compile(schema.path("pattern").asString("")).matcher(value).find()) {
            found.add("%s does not match %s".formatted(path, schema.path("pattern")));
        }
        if (schema.path("format").asString("").equals("date-time") && !isMoment(value)) {
            found.add("%s is no date-time but %s".formatted(path, value));
        }
    }

    static boolean isMoment(String value) {
        try {
            OffsetDateTime.parse(value);
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private static void number(JsonNode schema, BigDecimal value, String path, List<String> found) {
        if (schema.has("minimum") && value.compareTo(schema.path("minimum").decimalValue()) < 0) {
            found.add("%s is less than %s".formatted(path, schema.path("minimum")));
        }
        if (schema.has("maximum") && value.compareTo(schema.path("maximum").decimalValue()) > 0) {
            found.add("%s is more than %s".formatted(path, schema.path("maximum")));
        }
    }

    private void object(JsonNode schema, JsonNode value, String path, List<String> found) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asString(""))) {
                found.add("%s lacks %s".formatted(path, name.asString("")));
            }
        }
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String at = path + "." + member.getKey();
            JsonNode described = schema.path("properties").path(member.getKey());
            JsonNode additional = schema.path("additionalProperties");
            if (!described.isMissingNode()) {
                check(described, member.getValue(), at, found);
            } else if (additional.isObject()) {
                if (!member.getValue().isNull()) {
                    check(additional, member.getValue(), at, found);
                }
            } else if (schema.has("properties") && !additional.asBoolean(false)) {
                found.add(at + " is not described");
            }
        }
    }
}
