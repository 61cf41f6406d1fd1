package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.model.BadRow;
import dev.headrace.model.LogicalType;
import dev.headrace.model.Naming;
import dev.headrace.source.ReadRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The formats are read as the specifications under `specs` say.
class FormatSpecTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir Path folder;

    static List<SpecFile.Case> csv() {
        return SpecFile.read("csv.txt");
    }

    static List<SpecFile.Case> jsonLines() {
        return SpecFile.read("jsonl.txt");
    }

    @ParameterizedTest
    @MethodSource("csv")
    void readsDelimitedText(SpecFile.Case spec) throws IOException {
        LogicalType text = LogicalType.STRING;
        boolean one = spec.id().endsWith("one-column");
        check(spec, "data.csv", one ? Map.of("a", text) : Map.of("a", text, "b", text));
    }

    @ParameterizedTest
    @MethodSource("jsonLines")
    void readsJsonLines(SpecFile.Case spec) throws IOException {
        check(spec, "data.jsonl", Map.of());
    }

    private void check(SpecFile.Case spec, String name, Map<String, LogicalType> casts)
            throws IOException {
        Files.write(folder.resolve(name), spec.bytes());
        FileSourceOptions options =
                Options.of(folder, name)
                        .columns(
                                new FileSourceOptions.Columns(
                                        List.of(),
                                        List.of(),
                                        casts,
                                        Naming.SNAKE,
                                        List.of(),
                                        false))
                        .quarantine()
                        .build();

        LoadedTable table = LoadedTable.read(options, ReadRequest.firstLoad(), 2);

        assertThat(described(table)).as(spec.says()).isEqualTo(expected(spec));
    }

    /// Rows and bad rows, each in their order.
    private static List<String> described(LoadedTable table) {
        List<String> lines = new ArrayList<>();
        for (Map<String, @Nullable Object> row : table.rows) {
            List<String> values = new ArrayList<>();
            row.forEach((name, value) -> {
                if (!name.startsWith("_")) {
                    values.add(name + "=" + value);
                }
            });
            lines.add("row " + values);
        }
        for (BadRow row : table.badRows) {
            lines.add("bad " + row.code() + " " + row.line());
        }
        return lines;
    }

    private static List<String> expected(SpecFile.Case spec) {
        List<String> lines = new ArrayList<>();
        for (String line : spec.expected()) {
            if (line.startsWith("row ")) {
                lines.add("row " + values(JSON.readTree(line.substring(4))));
            }
        }
        spec.expected().stream().filter(line -> line.startsWith("bad ")).forEach(lines::add);
        return lines;
    }

    private static List<String> values(JsonNode row) {
        List<String> values = new ArrayList<>();
        if (row.isArray()) {
            for (int i = 0; i < row.size(); i++) {
                values.add((char) ('a' + i) + "=" + value(row.get(i)));
            }
        } else {
            row.properties()
                    .forEach(field -> values.add(field.getKey() + "=" + value(field.getValue())));
        }
        return values;
    }

    private static @Nullable Object value(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        return node.isString()
                ? node.asString()
                : node.isBoolean() ? node.asBoolean() : new BigDecimal(node.asString());
    }
}
