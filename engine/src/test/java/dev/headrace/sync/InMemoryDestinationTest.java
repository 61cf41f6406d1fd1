package dev.headrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.model.Change;
import dev.headrace.model.ChangeRecorder;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableShape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The model does to rows what `cases/later-load.txt` says, as the real destination does.
class InMemoryDestinationTest {
    private static final Instant LONG_AGO = Instant.ofEpochSecond(1);
    private static final Instant NOW = Instant.ofEpochSecond(2);
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("name", LogicalType.STRING),
                            Column.of("note", LogicalType.STRING)),
                    List.of("id"));

    /// A case of the file in one mode.
    record Case(SyncMode mode, String sentence, Map<String, String> lines) {
        List<String> line(String name) {
            String line = lines.getOrDefault(name, "");
            return line.isEmpty() ? List.of() : Arrays.asList(line.split("; ", -1));
        }

        List<String> expected() {
            String own = mode == SyncMode.SOFT_DELETE ? "soft" : "live";
            return lines.containsKey(own) ? line(own) : line("both");
        }

        @Override
        public String toString() {
            return mode.label() + ": " + sentence;
        }
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (SyncMode mode : List.of(SyncMode.SOFT_DELETE, SyncMode.LIVE)) {
            for (String line : lines()) {
                int colon = line.indexOf(':');
                String rest = line.substring(colon + 1).strip();
                if (line.startsWith("case:")) {
                    cases.add(new Case(mode, rest, new LinkedHashMap<>()));
                } else if (!line.startsWith("#") && colon > 0) {
                    cases.getLast().lines().put(line.substring(0, colon), rest);
                }
            }
        }
        return cases.stream();
    }

    private static List<String> lines() throws IOException {
        try (InputStream file =
                InMemoryDestinationTest.class.getResourceAsStream("/cases/later-load.txt")) {
            byte[] bytes = Objects.requireNonNull(file).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void changesRowsAsTheCaseSays(Case one) {
        MemoryTable table = new MemoryTable(one.mode(), SHAPE);
        for (String row : one.line("before")) {
            boolean gone = row.endsWith(" gone");
            if (!gone || one.mode() == SyncMode.SOFT_DELETE) {
                apply(table, List.of("upsert " + row.replace(" gone", "")), LONG_AGO);
            }
            if (gone && one.mode() == SyncMode.SOFT_DELETE) {
                apply(table, List.of("delete " + row.substring(0, 1)), LONG_AGO);
            }
        }
        apply(table, one.line("changes"), NOW);
        assertThat(table.rows().stream().map(InMemoryDestinationTest::text).sorted())
                .isEqualTo(one.expected());
    }

    private static void apply(MemoryTable table, List<String> changes, Instant now) {
        ChangeRecorder batch = new ChangeRecorder(SHAPE, 100);
        ChangeWriter writer = new ChangeWriter(batch);
        changes.forEach(change -> writer.write(change(change)));
        table.apply(SHAPE, batch, now, new HashSet<>());
    }

    private static Change change(String text) {
        String[] words = text.split(" ", -1);
        List<@Nullable Object> values = new ArrayList<>();
        if (words.length > 1) {
            values.add(Long.valueOf(words[1]));
            for (int i = 2; i < 4; i++) {
                values.add(i < words.length ? cell(words[i]) : Change.UNMODIFIED);
            }
        }
        return switch (words[0]) {
            case "upsert" -> new Change.Upsert(values);
            case "update" -> new Change.Update(values);
            case "delete" -> new Change.Delete(values);
            default -> new Change.Truncate();
        };
    }

    private static @Nullable Object cell(String word) {
        return switch (word) {
            case "." -> null;
            case "~" -> Change.UNMODIFIED;
            default -> word;
        };
    }

    private static String text(MemoryTable.Row row) {
        List<String> words = new ArrayList<>();
        row.values().values().forEach(value -> words.add(value == null ? "." : value.toString()));
        if (row.deleted()) {
            words.add("gone");
        }
        if (row.synced().equals(NOW)) {
            words.add("now");
        }
        return String.join(" ", words);
    }
}
