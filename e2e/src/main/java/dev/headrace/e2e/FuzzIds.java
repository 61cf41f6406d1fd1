package dev.headrace.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Ids and cursors that the server has given away, by what they are for. Those of the callers
/// themselves are never kept: without them the fuzz would only see 401.
final class FuzzIds {
    /// Enough to meet things again, few enough that they are met often.
    private static final int KEPT_MAX = 40;

    private static final Set<String> UNKNOWN =
            Set.of("no_such_thing", "amber_lantern", "account", "0", "a/b", "ABC", "_connection_1");

    private final Set<String> own;
    private final Map<String, List<String>> known = new TreeMap<>();
    private final List<String> cursors = new ArrayList<>();

    FuzzIds(Set<String> own) {
        this.own = own;
    }

    /// Keeps what an answer names.
    ///
    /// @param path of the operation, with parameters
    synchronized void harvest(String path, JsonNode answer) {
        JsonNode data = answer.path("data");
        String family = family(path);
        keep(family, data);
        data.path("items").forEach(item -> keep(family, item));
        if (data.path("next_cursor").isString()) {
            keep(cursors, data.path("next_cursor").stringValue());
        }
    }

    private void keep(String family, JsonNode item) {
        for (Map.Entry<String, JsonNode> member : item.properties()) {
            String name = member.getKey();
            if (member.getValue().isString() && !own.contains(member.getValue().stringValue())) {
                if (name.equals("id") || name.equals("hash")) {
                    keep(named(name.equals("id") ? family : name), member.getValue().stringValue());
                } else if (name.endsWith("_id")) {
                    keep(named(word(name)), member.getValue().stringValue());
                }
            }
        }
    }

    private List<String> named(String word) {
        return known.computeIfAbsent(word, _ -> new ArrayList<>());
    }

    private static void keep(List<String> values, String value) {
        if (!value.isEmpty() && !values.contains(value)) {
            if (values.size() >= KEPT_MAX) {
                values.removeFirst();
            }
            values.add(value);
        }
    }

    /// The last word of a path that is no parameter, in the singular: `group` of `/v1/groups/{x}`.
    private static String family(String path) {
        String[] parts = path.split("/", -1);
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].startsWith("{")) {
                return parts[i].endsWith("s")
                        ? parts[i].substring(0, parts[i].length() - 1)
                        : parts[i];
            }
        }
        return "";
    }

    /// `group` of `groupId` and of `group_id`.
    private static String word(String parameter) {
        return parameter.replaceAll("(?i)_?id$", "").toLowerCase(Locale.ROOT);
    }

    /// An id that could stand there, or one that never could.
    synchronized String some(String parameter, RandomGenerator random) {
        int dice = random.nextInt(100);
        List<String> fitting = fitting(word(parameter));
        if (dice < 75 && !fitting.isEmpty()) {
            return fitting.get(random.nextInt(fitting.size()));
        }
        if (dice < 90 && !known.isEmpty()) {
            List<List<String>> all = List.copyOf(known.values());
            List<String> any = all.get(random.nextInt(all.size()));
            return any.get(random.nextInt(any.size()));
        }
        List<String> none = List.copyOf(UNKNOWN);
        return none.get(random.nextInt(none.size()));
    }

    private List<String> fitting(String word) {
        List<String> exact = known.get(word);
        if (exact != null) {
            return exact;
        }
        return known.entrySet().stream()
                .filter(entry ->
                        !word.isEmpty()
                                && (entry.getKey().contains(word) || word.contains(entry.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> word.equals("destination") ? group() : List.of());
    }

    private List<String> group() {
        return known.getOrDefault("group", List.of());
    }

    synchronized @Nullable String cursor(RandomGenerator random) {
        return cursors.isEmpty() ? null : cursors.get(random.nextInt(cursors.size()));
    }
}
