package dev.headrace.sync;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What must have landed of CSV files, by the contract alone.
final class CsvModel {
    private final boolean keyed;
    private final boolean snapshot;
    private final boolean live;
    private final Map<String, CsvScript.Content> known = new HashMap<>();
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, Set<String>> kinds = new LinkedHashMap<>();

    private record Row(Map<String, String> values, boolean deleted) {}

    CsvModel(boolean keyed, boolean snapshot, boolean live) {
        this.keyed = keyed;
        this.snapshot = snapshot;
        this.live = live;
    }

    /// A run over the files as they are.
    void load(Map<String, CsvScript.Content> files) {
        boolean vanished = snapshot && !files.keySet().containsAll(known.keySet());
        boolean changed = vanished;
        Set<String> seen = new TreeSet<>();
        Map<String, CsvScript.Content> read = new TreeMap<>();
        for (Map.Entry<String, CsvScript.Content> file : files.entrySet()) {
            if (!file.getValue().equals(known.get(file.getKey()))) {
                read.put(file.getKey(), file.getValue());
                changed = true;
            }
        }
        if (snapshot && changed) {
            read.putAll(files);
            known.clear();
        }
        read.forEach((name, content) -> load(name, content, seen));
        known.putAll(read);
        if (snapshot && changed) {
            List.copyOf(rows.keySet()).stream()
                    .filter(key -> !seen.contains(key))
                    .forEach(this::vanish);
        }
    }

    private void load(String file, CsvScript.Content content, Set<String> seen) {
        content.header().forEach(name -> kinds.computeIfAbsent(name, _ -> new TreeSet<>()));
        int line = 0;
        for (List<@Nullable String> record : content.records()) {
            line++;
            String id = String.valueOf(record.get(content.header().indexOf("id")));
            String key = keyed ? id : "%s %06d".formatted(file, line);
            Row before = rows.get(key);
            Map<String, String> values = new TreeMap<>();
            if (before != null) {
                values.putAll(before.values());
            }
            for (int i = 0; i < record.size(); i++) {
                put(values, content.header().get(i), record.get(i));
            }
            rows.put(key, new Row(values, false));
            seen.add(key);
        }
        if (!keyed) {
            String last = "%s %06d".formatted(file, line);
            List.copyOf(rows.keySet()).stream()
                    .filter(key -> key.startsWith(file + " ") && key.compareTo(last) > 0)
                    .forEach(this::vanish);
        }
    }

    private void put(Map<String, String> values, String name, @Nullable String value) {
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, value);
            kinds.computeIfAbsent(name, _ -> new TreeSet<>()).add(kind(value));
        }
    }

    private static String kind(String value) {
        if (value.matches("0|-?[1-9][0-9]*")) {
            return "bigint";
        } else if (value.matches("-?[0-9]\\.[0-9]")) {
            return "numeric";
        } else if (value.equals("true") || value.equals("false")) {
            return "boolean";
        }
        return value.matches("20[0-9]{2}-0[1-9]-[0-9]{2}") ? "date" : "text";
    }

    private void vanish(String key) {
        Row row = rows.get(key);
        if (live) {
            rows.remove(key);
        } else if (row != null) {
            rows.put(key, new Row(row.values(), true));
        }
    }

    /// Each column's name and type.
    Map<String, String> columns() {
        Map<String, String> columns = new TreeMap<>();
        kinds.forEach((name, found) -> columns.put(name, type(found)));
        return columns;
    }

    private static String type(Set<String> found) {
        if (found.size() == 1) {
            return found.iterator().next();
        }
        return found.equals(Set.of("bigint", "numeric")) ? "numeric" : "text";
    }

    /// Each row as text, in the order of their texts.
    List<String> rows() {
        List<String> all = new ArrayList<>();
        rows.forEach((key, row) ->
                all.add(
                        (keyed ? "" : key)
                                + new TreeMap<>(row.values())
                                + (row.deleted() ? " deleted" : "")));
        all.sort(null);
        return all;
    }
}
