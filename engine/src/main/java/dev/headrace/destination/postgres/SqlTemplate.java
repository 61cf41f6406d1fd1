package dev.headrace.destination.postgres;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// SQL text with named slots, `{target}`, that take only [SqlPart]s: a name cannot inject. Values
/// are parameters (`?`), never slots.
///
/// ```
/// SqlTemplate.of("UPDATE {target} AS t SET {set} FROM {staged} AS s WHERE {match}")
///     .put("target", table).put("staged", staged)
///     .each("set", columns, "{} = s.{}", ", ")
///     .each("match", key, "t.{} = s.{}", " AND ")
///     .sql()
/// ```
final class SqlTemplate {
    private static final Pattern SLOT = Pattern.compile("\\{([a-z_]+)}");

    private final String text;
    private final Map<String, String> slots = new HashMap<>();

    private SqlTemplate(String text) {
        this.text = text;
    }

    static SqlTemplate of(String text) {
        return new SqlTemplate(text);
    }

    SqlTemplate put(String slot, SqlPart part) {
        slots.put(slot, part.sql());
        return this;
    }

    /// The parts, separated by commas.
    SqlTemplate list(String slot, List<? extends SqlPart> parts) {
        return each(slot, parts, "{}", ", ");
    }

    /// `pattern` once for each part, which replaces every `{}` in it.
    SqlTemplate each(String slot, List<? extends SqlPart> parts, String pattern, String separator) {
        String joined =
                parts.stream()
                        .map(part -> pattern.replace("{}", part.sql()))
                        .collect(Collectors.joining(separator));
        slots.put(slot, joined);
        return this;
    }

    /// @throws IllegalStateException where a slot was left open
    String sql() {
        Matcher matcher = SLOT.matcher(text);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(filled(match.group(1))))
                .strip();
    }

    Sql toSql() {
        return new Sql(sql());
    }

    private String filled(String slot) {
        String part = slots.get(slot);
        if (part == null) {
            throw new IllegalStateException("Slot {" + slot + "} is open in: " + text);
        }
        return part;
    }
}
