package dev.headrace.sync;

import dev.headrace.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// CSV files that somebody edits at random, and what they say.
///
/// A value's text is what every type that holds it shows, so that widening changes no text.
final class CsvScript {
    private static final List<String> NAMES = List.of("id", "a", "b", "c", "d", "e");
    private static final List<String> WORDS =
            List.of(
                    "x",
                    "a,b",
                    "q\"q",
                    "two\nlines",
                    "\u00fc\u20ac\ud83d\ude00",
                    " led",
                    "007",
                    "+5",
                    "1,000",
                    "2024-13-01",
                    "null",
                    "",
                    "\"",
                    "{",
                    "tr ue");

    /// A file's header and records; a null field is NULL.
    record Content(List<String> header, List<List<@Nullable String>> records) {}

    private final SeededRandom random;

    /// What stands for NULL; empty: the unquoted empty field.
    private final String marker;

    /// How wild a column's values are: 0 whole numbers, 1 decimals, 2 booleans, 3 days, 4 any.
    private final Map<String, Integer> kinds = new LinkedHashMap<>();

    private final Map<String, Content> files = new TreeMap<>();

    CsvScript(SeededRandom random) {
        this.random = random;
        this.marker = random.oneIn(3) ? "\\N" : "";
        NAMES.forEach(name -> kinds.put(name, name.equals("id") ? 0 : random.nextInt(5)));
        kinds.put("id", 0);
        edit();
    }

    /// Markers as the source's options take them.
    List<String> markers() {
        return marker.isEmpty() ? List.of() : List.of(marker);
    }

    /// The files by name, in the order in which they are read.
    Map<String, Content> files() {
        return files;
    }

    /// Writes, rewrites, lengthens, shortens or removes files, or does nothing.
    void edit() {
        if (random.oneIn(4)) {
            String wilder = random.pick(NAMES.subList(1, NAMES.size()));
            kinds.merge(wilder, 1, (kind, more) -> kind == 0 ? 1 : 4);
        }
        int edits = random.nextInt(4);
        for (int i = 0; i < edits || files.isEmpty(); i++) {
            String name = "data_" + random.nextInt(3) + ".csv";
            Content old = files.get(name);
            switch (random.nextInt(6)) {
                case 0 -> remove(name);
                case 1, 2 -> files.put(name, old == null ? fresh() : grown(old));
                case 3 -> files.put(name, old == null ? fresh() : mended(old));
                case 4 -> files.put(name, old == null ? fresh() : cut(old));
                default -> files.put(name, fresh());
            }
        }
    }

    private void remove(String name) {
        if (files.size() > 1) {
            files.remove(name);
        }
    }

    private Content fresh() {
        List<String> header = new ArrayList<>(List.of("id", "a"));
        for (String name : NAMES.subList(2, NAMES.size())) {
            if (random.oneIn(2)) {
                header.add(random.nextInt(header.size() + 1), name);
            }
        }
        return grown(new Content(List.copyOf(header), List.of()));
    }

    private Content grown(Content old) {
        List<List<@Nullable String>> records = new ArrayList<>(old.records());
        int more = random.nextInt(1, 30);
        for (int i = 0; i < more; i++) {
            records.add(row(old.header()));
        }
        return new Content(old.header(), records);
    }

    private Content mended(Content old) {
        List<List<@Nullable String>> records = new ArrayList<>(old.records());
        records.set(random.nextInt(records.size()), row(old.header()));
        return new Content(old.header(), records);
    }

    private Content cut(Content old) {
        int kept = random.nextInt(1, old.records().size() + 1);
        return new Content(old.header(), old.records().subList(0, kept));
    }

    private List<@Nullable String> row(List<String> header) {
        List<@Nullable String> row = new ArrayList<>();
        for (String name : header) {
            row.add(name.equals("id") ? Integer.toString(random.nextInt(40)) : value(name));
        }
        return row;
    }

    private @Nullable String value(String name) {
        if (random.oneIn(5)) {
            return null;
        }
        return switch (kinds.getOrDefault(name, 4)) {
            case 0 -> Integer.toString(random.nextInt(-3, 4));
            case 1 -> random.nextInt(-3, 4) + "." + random.nextInt(1, 10);
            case 2 -> Boolean.toString(random.nextBoolean());
            case 3 -> "20%d-0%d-1%d".formatted(random.nextInt(10, 30), 1 + random.nextInt(9), 5);
            default -> random.oneIn(8) ? "9" : random.pick(WORDS);
        };
    }

    /// A file's bytes.
    String text(Content content) {
        String end = random.oneIn(3) ? "\r\n" : "\n";
        StringBuilder text = new StringBuilder(String.join(",", content.header())).append(end);
        for (List<@Nullable String> row : content.records()) {
            List<String> fields = new ArrayList<>();
            row.forEach(value -> fields.add(field(value)));
            text.append(String.join(",", fields)).append(end);
        }
        return text.toString();
    }

    private String field(@Nullable String value) {
        if (value == null) {
            return marker;
        }
        boolean plain = value.matches("[-0-9a-z.+ ]*") && (!value.isEmpty() || !marker.isEmpty());
        return plain && !random.oneIn(4) ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
