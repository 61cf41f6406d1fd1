package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.Change;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.Naming;
import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A table that is there keeps its columns, names and types; they only widen.
class StoredShapeTest {
    /// More than is looked at before the first row is put.
    private static final int BEYOND_SAMPLE_ROWS = 800_000;

    @TempDir Path folder;

    @Test
    void everyTypeOfATableOfOthersCanBeFilled() throws IOException {
        write("s,i,l,d,f,g,b,t,x,y,j\n7,70000,8,1e3,1.5,1.5,TRUE,23:59:59.5,<a/>,\\x00ff,5\n");
        TableShape stored =
                shape(
                        Column.of("s", LogicalType.SHORT),
                        Column.of("i", LogicalType.INT),
                        Column.of("l", LogicalType.LONG),
                        Column.of("d", LogicalType.DECIMAL),
                        Column.of("f", LogicalType.FLOAT),
                        Column.of("g", LogicalType.DOUBLE),
                        Column.of("b", LogicalType.BOOLEAN),
                        Column.of("t", LogicalType.LOCAL_TIME),
                        Column.of("x", LogicalType.XML),
                        Column.of("y", LogicalType.BINARY),
                        Column.of("j", LogicalType.STRING));

        LoadedTable table = later(stored);

        assertThat(table.shape).isEqualTo(stored);
        assertThat(new ArrayList<>(table.rows.getFirst().values()).subList(0, 9))
                .containsExactly(
                        7L,
                        70_000L,
                        8L,
                        new BigDecimal("1000"),
                        1.5,
                        1.5,
                        true,
                        LocalTime.of(23, 59, 59, 500_000_000),
                        "<a/>");
        assertThat(table.rows.getFirst()).containsEntry("y", List.of("\0\u00FF"));
        assertThat(table.rows.getFirst()).containsEntry("j", "5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SHORT|40000|INT",
                "SHORT|5000000000|LONG",
                "INT|5000000000|LONG",
                "INT|1.5|DECIMAL",
                "LONG|1e3|DECIMAL",
                "LONG|9223372036854775808|DECIMAL",
                "FLOAT|1.23456789012|DOUBLE",
                "DOUBLE|1.5|DOUBLE",
                "DOUBLE|12345678901234567890|DECIMAL",
                "DECIMAL|NaN|DECIMAL",
                "DECIMAL|Infinity|STRING",
                "LOCAL_DATE|2024-01-01T10:00|LOCAL_DATE_TIME",
                "LOCAL_DATE_TIME|2024-01-01T10:00Z|INSTANT",
                "INSTANT|2024-01-01|INSTANT",
                "BOOLEAN|1|STRING",
                "LOCAL_TIME|x|STRING",
                "JSON|[1]|JSON",
                "JSON|x|STRING",
                "STRING|1|STRING"
            })
    void aCellThatDoesNotFitWidensTheColumn(LogicalType stored, String cell, LogicalType wider)
            throws IOException {
        write("a\n\"" + cell + "\"\n");
        assertThat(later(shape(Column.of("a", stored))).type("a")).isEqualTo(wider);
    }

    @Test
    void aCellFarBehindWidensInPlaceOrReadsTheFileAgainForText() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < BEYOND_SAMPLE_ROWS; i++) {
            text.append(i).append(",1.50\n");
        }
        write(text + "2.5,1\n3,x\n");

        LoadedTable table =
                later(shape(Column.of("a", LogicalType.LONG), Column.of("b", LogicalType.DECIMAL)));

        assertThat(table.outcomes)
                .containsExactly(ReadOutcome.RESHAPED, ReadOutcome.RESTARTED, ReadOutcome.ENDED);
        assertThat(table.type("a")).isEqualTo(LogicalType.DECIMAL);
        assertThat(table.rows).hasSize(2 * BEYOND_SAMPLE_ROWS + 1 + 2);
        assertThat(table.rows.get(BEYOND_SAMPLE_ROWS + 1))
                .containsEntry("_line", 1L)
                .containsEntry("b", "1.50");
    }

    @Test
    void aColumnThatTheFileLacksStaysAsItIs() throws IOException {
        write("b\n1\n");
        LoadedTable table =
                later(shape(Column.of("a", LogicalType.LONG), Column.of("b", LogicalType.LONG)));
        assertThat(table.column("a")).containsExactly(Change.UNMODIFIED);
    }

    @Test
    void aColumnThatTheTableLacksComesBehindItsOwn() throws IOException {
        write("new,a\n2024-01-01,1\n");
        LoadedTable table = later(shape(Column.of("a", LogicalType.LONG)));
        assertThat(table.names()).containsExactly("a", "new", "_file", "_line");
        assertThat(table.type("new")).isEqualTo(LogicalType.LOCAL_DATE);
    }

    @Test
    void namesGivenBeforeStay() throws IOException {
        write("userData,user_data,Other Name\n1,2,3\n");
        TableShape stored =
                shape(
                        new Column("userData", "user_data", LogicalType.LONG, false),
                        Column.of("other_name", LogicalType.LONG));
        LoadedTable table = later(stored);
        assertThat(table.column("user_data")).containsExactly(1L);
        assertThat(table.column("other_name")).containsExactly(3L);
        assertThat(table.names()).hasSize(5);
        assertThat(table.names().get(2)).matches("user_data_[0-9a-f]{8}");
        assertThat(table.warningCodes()).containsExactly(WarningCode.COLUMN_RENAMED);
    }

    @Test
    void headersThatAreEmptyOrThereTwiceGetANumber() throws IOException {
        write("id,,name,name,_file\n1,2,3,4,5\n");
        LoadedTable table = LoadedTable.first(Options.of(folder, "data.csv").build());
        assertThat(table.names().subList(0, 4)).containsExactly("id", "column_2", "name", "name_1");
        assertThat(table.names().get(4)).matches("_file_[0-9a-f]{8}");
        assertThat(table.warningCodes()).containsOnly(WarningCode.COLUMN_RENAMED).hasSize(3);
        assertThat(table.rows.getFirst()).containsEntry("_file", "data.csv");
    }

    @Test
    void onlyWhatIsSelectedIsThere() throws IOException {
        write("id,a,b\n1,x,y\n");
        assertThat(LoadedTable.first(selecting(List.of("b", "id"), List.of())).names())
                .containsExactly("id", "b", "_file", "_line");
        assertThat(LoadedTable.first(selecting(List.of(), List.of("a"))).names())
                .containsExactly("id", "b", "_file", "_line");
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> LoadedTable.first(selecting(List.of("c"), List.of())));
        assertThat(failure.code()).isEqualTo(FailureCode.USAGE);
        assertThat(failure.nextStep()).isEqualTo("The columns are: id, a, b.");
    }

    private FileSourceOptions selecting(List<String> only, List<String> without) {
        return Options.of(folder, "data.csv")
                .columns(
                        new FileSourceOptions.Columns(
                                only, without, Map.of(), Naming.SNAKE, List.of(), false))
                .build();
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("data.csv"), text);
    }

    private LoadedTable later(TableShape stored) {
        return LoadedTable.read(
                Options.of(folder, "data.csv").build(),
                new ReadRequest(ReadRequest.Phase.LATER_LOAD, stored, List.of(), List.of()),
                Integer.MAX_VALUE);
    }

    private static TableShape shape(Column... columns) {
        List<Column> all = new ArrayList<>(List.of(columns));
        all.add(SystemColumn.FILE.column());
        all.add(SystemColumn.LINE.column());
        return new TableShape(all, List.of("_file", "_line"));
    }
}
