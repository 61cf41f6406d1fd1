package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Naming;
import dev.headrace.source.ReadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a file is written is found out, or told.
class DialectTest {
    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "id,name\\n1,x\\n! id name",
                "1,x\\n2,y\\n! column_1 column_2",
                "1,2\\n! column_1 column_2",
                "id,2020,2021\\nDE,1,2\\n! id 2020 2021",
                "country,2020\\n1,5\\n! country 2020",
                "a,b\\nx,y\\n! a b",
                "x\\ny\\n! x",
                "a;b;c\\n1,5;2,5;3\\n! a b c",
                "name\\nHello, world\\n! name",
                "a|b\\n1|2\\n! a b",
                "\"a,b\";c\\n1;2\\n! a,b c"
            })
    void headerAndDelimiterAreFoundOut(String text, String names) throws IOException {
        write("data.csv", text);
        FileSourceOptions options =
                Options.of(folder, "data.csv")
                        .columns(
                                new FileSourceOptions.Columns(
                                        List.of(),
                                        List.of(),
                                        Map.of(),
                                        Naming.SOURCE,
                                        List.of(),
                                        false))
                        .quarantine()
                        .build();
        List<String> found = LoadedTable.first(options).names();
        assertThat(String.join(" ", found.subList(0, found.size() - 2))).isEqualTo(names);
    }

    @Test
    void whatIsToldHolds() throws IOException {
        write("data.csv", "made by us\\n\\n1;'a;b'\\n2;c\\n");
        LoadedTable table =
                LoadedTable.first(
                        Options.of(folder, "data.csv").text(text(";", "'", false, 2)).build());
        assertThat(table.column("column_1")).containsExactly(1L, 2L);
        assertThat(table.column("column_2")).containsExactly("a;b", "c");
        assertThat(table.column("_line")).containsExactly(1L, 2L);
    }

    @Test
    void quotesCanBeOrdinaryCharacters() throws IOException {
        write("data.tsv", "a\\tb\\n\"x\\t5\"\\n");
        LoadedTable table =
                LoadedTable.first(
                        Options.of(folder, "data.tsv").text(text(null, "", true, 0)).build());
        assertThat(table.column("a")).containsExactly("\"x");
        assertThat(table.column("b")).containsExactly("5\"");
    }

    @Test
    void aHeaderThatIsToldIsOneWhateverStandsInIt() throws IOException {
        write("data.csv", "1,2\\n3,4\\n");
        LoadedTable table =
                LoadedTable.first(
                        Options.of(folder, "data.csv").text(text(null, null, true, 0)).build());
        assertThat(table.names()).startsWith("_1", "_2");
        assertThat(table.rows).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"ab", "ä"})
    void aDelimiterIsOneCharacter(String delimiter) throws IOException {
        write("data.csv", "a\\n1\\n");
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                LoadedTable.first(
                                        Options.of(folder, "data.csv")
                                                .text(text(delimiter, null, null, 0))
                                                .build()));
        assertThat(failure.code()).isEqualTo(FailureCode.USAGE);
    }

    @Test
    void aFileThatGrowsIsReadOnAsItWasBegun() throws IOException {
        write("data.csv", "a,b\\nx,y\\n");
        FileSourceOptions options = Options.of(folder, "data.csv").append().build();
        LoadedTable first = LoadedTable.first(options);
        write("data.csv", "a,b\\nx,y\\n1;2;3,4\\n5;6;7,8\\n9;1;2,3\\n");
        LoadedTable second =
                LoadedTable.read(
                        options,
                        new ReadRequest(
                                ReadRequest.Phase.LATER_LOAD,
                                first.shape,
                                List.copyOf(first.states.values()),
                                List.of()),
                        9);
        assertThat(second.column("a")).containsExactly("1;2;3", "5;6;7", "9;1;2");
    }

    private static FileSourceOptions.Text text(
            @Nullable String delimiter,
            @Nullable String quote,
            @Nullable Boolean header,
            int skipLines) {
        return new FileSourceOptions.Text(delimiter, quote, null, header, skipLines, List.of());
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text.replace("\\n", "\n").replace("\\t", "\t"));
    }
}
