package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.failure.WarningCode;
import dev.headrace.model.LogicalType;
import dev.headrace.source.ReadOutcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A column's type follows from all of its cells, in whatever order and however far apart.
class InferenceTest {
    /// More than is looked at before the first row is put.
    private static final int BEYOND_SAMPLE_ROWS = 800_000;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1;2|LONG",
                "9223372036854775807;-9223372036854775808|LONG",
                "9223372036854775808|DECIMAL",
                "1;2.50|DECIMAL",
                "0.10|DECIMAL",
                "1;1e5|DOUBLE",
                "1.5;NaN|DOUBLE",
                "1;-Infinity|DOUBLE",
                "1.5E-10|DOUBLE",
                "12345678901234567890;1e5|STRING",
                "0.123456789012345678;1e5|STRING",
                "1e400|STRING",
                "007|STRING",
                "+5|STRING",
                "-0|STRING",
                "-0.0|STRING",
                "1,000|STRING",
                ".5|STRING",
                "5.|STRING",
                "0x10|STRING",
                "1_000|STRING",
                "true;FALSE;True|BOOLEAN",
                "true;1|STRING",
                "2024-01-31|LOCAL_DATE",
                "2024-02-30|STRING",
                "0000-01-01|STRING",
                "2024-01-31;2024-01-31T10:00|LOCAL_DATE_TIME",
                "2024-01-31 10:00:00.123456789|LOCAL_DATE_TIME",
                "2024-01-31T10:00:00Z|INSTANT",
                "2024-01-31 10:00:00+01;2024-01-31|INSTANT",
                "2024-01-31T10:00:00-0130|INSTANT",
                "2024-01-31T25:00:00Z|STRING",
                "2024-01-31T10:00:00 Z|STRING",
                "2024-01-31;5|STRING",
                "{};[1]|JSON",
                "{}x|STRING",
                "{};5|STRING",
                "x|STRING"
            })
    void findsTheTypeThatHoldsAll(String cells, LogicalType type) throws IOException {
        StringBuilder text = new StringBuilder("a\n");
        for (String cell : cells.split(";", -1)) {
            text.append('"').append(cell.replace("\"", "\"\"")).append("\"\n");
        }
        Files.writeString(folder.resolve("data.csv"), text);

        assertThat(LoadedTable.first(Options.of(folder, "data.csv").build()).type("a"))
                .isEqualTo(type);
    }

    @Test
    void beginsAgainWhereALateCellIsWiderOrText() throws IOException {
        Path file = folder.resolve("data.csv");
        StringBuilder text = new StringBuilder("id,price,code\n");
        for (int i = 1; i <= BEYOND_SAMPLE_ROWS; i++) {
            text.append(i).append(',').append(i).append(",7\n");
        }
        Files.writeString(file, text.append("1,2.50,x\n"));

        LoadedTable table = LoadedTable.first(Options.of(folder, "data.csv").build());

        assertThat(table.outcomes).containsExactly(ReadOutcome.RESTARTED, ReadOutcome.ENDED);
        assertThat(table.rows).hasSize(BEYOND_SAMPLE_ROWS + 1);
        assertThat(table.type("id")).isEqualTo(LogicalType.LONG);
        assertThat(table.rows.getFirst().get("price")).isEqualTo(new BigDecimal("1"));
        assertThat(table.rows.getFirst().get("code")).isEqualTo("7");
        assertThat(table.rows.getLast().get("price")).isEqualTo(new BigDecimal("2.50"));
    }

    @Test
    void widensAPipeInPlace() {
        StringBuilder text = new StringBuilder("id,price\n");
        for (int i = 1; i <= BEYOND_SAMPLE_ROWS; i++) {
            text.append(i).append(',').append(i).append('\n');
        }
        text.append("1,2.50\n2,x\n");
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);

        LoadedTable table =
                LoadedTable.first(
                        Options.of(folder, "-")
                                .table("t")
                                .format(FileFormat.CSV)
                                .stdin(new ByteArrayInputStream(bytes))
                                .build());

        assertThat(table.outcomes)
                .containsExactly(ReadOutcome.RESHAPED, ReadOutcome.RESHAPED, ReadOutcome.ENDED);
        assertThat(table.rows).hasSize(BEYOND_SAMPLE_ROWS + 2);
        assertThat(table.type("price")).isEqualTo(LogicalType.STRING);
    }

    @Test
    void tellsTextThatSeemsToStandForNull() throws IOException {
        Path file = folder.resolve("weather.csv");
        StringBuilder text = new StringBuilder("wind_gust,station\n");
        for (int i = 0; i < 5_134; i++) {
            text.append("NA,NA\n").append(i).append(",x\n");
        }
        Files.writeString(file, text);

        LoadedTable table = LoadedTable.first(Options.of(folder, "weather.csv").build());

        assertThat(table.type("wind_gust")).isEqualTo(LogicalType.STRING);
        assertThat(table.warnings).hasSize(1);
        assertThat(table.warnings.getFirst().code()).isEqualTo(WarningCode.NULL_MARKER_SUSPECTED);
        assertThat(table.warnings.getFirst().message())
                .isEqualTo(
                        "'NA' stands 5,134 times in the numeric column wind_gust: add --null NA");
        LoadedTable named =
                LoadedTable.first(Options.of(folder, "weather.csv").nulls("NA").build());
        assertThat(named.type("wind_gust")).isEqualTo(LogicalType.LONG);
        assertThat(named.column("station")).contains("x").containsNull().doesNotContain("NA");
        assertThat(named.warnings).isEmpty();
    }

    @Test
    void aNamedNullReplacesTheEmptyField() throws IOException {
        Files.writeString(folder.resolve("data.csv"), "a,b\nNULL,1\n\"NULL\",2\n,3\n");

        LoadedTable table =
                LoadedTable.first(Options.of(folder, "data.csv").nulls("NULL", "-").build());

        assertThat(table.column("a")).containsExactly(null, "NULL", "");
    }

    @Test
    void aColumnWithoutValuesMayStillBecomeAnything() throws IOException {
        Files.writeString(folder.resolve("data.csv"), "a,b\n,1\n,2\n");
        LoadedTable table = LoadedTable.first(Options.of(folder, "data.csv").build());
        assertThat(table.shape.columns().getFirst().nullOnly()).isTrue();
        assertThat(table.column("a")).containsExactly(null, null);
    }

    @Test
    void aCastFixesTheType() throws IOException {
        Files.writeString(folder.resolve("data.csv"), "a\n007\n1\nx\n");
        assertThat(
                        LoadedTable.first(
                                        Options.of(folder, "data.csv")
                                                .cast("a", LogicalType.STRING)
                                                .build())
                                .column("a"))
                .containsExactly("007", "1", "x");
        LoadedTable numbers =
                LoadedTable.first(
                        Options.of(folder, "data.csv")
                                .cast("a", LogicalType.LONG)
                                .quarantine()
                                .build());
        assertThat(numbers.column("a")).containsExactly(1L);
        assertThat(numbers.badRows)
                .extracting(row -> row.line() + row.reason())
                .containsExactly(
                        "2The value '007' of column a is no long, which --cast asks for.",
                        "4The value 'x' of column a is no long, which --cast asks for.");
    }

    @Test
    void typesAreThoseOfAllFilesTogether() throws IOException {
        Files.writeString(folder.resolve("part_1.csv"), "a,b\n1,x\n");
        Files.writeString(folder.resolve("part_2.csv"), "b,c,a\ny,2024-01-01,2.5\n");
        LoadedTable table = LoadedTable.first(Options.of(folder, "part_*.csv").build());
        assertThat(table.names()).containsExactly("a", "b", "c", "_file", "_line");
        assertThat(table.type("a")).isEqualTo(LogicalType.DECIMAL);
        assertThat(table.column("b")).isEqualTo(List.of("x", "y"));
    }
}
