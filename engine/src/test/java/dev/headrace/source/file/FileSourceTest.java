package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.model.LogicalType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file becomes typed rows.
class FileSourceTest {
    @TempDir Path folder;

    @Test
    void readsAPlainFileWithATypePerColumn() throws IOException {
        Path file = folder.resolve("Orders 2024.csv");
        Files.writeString(
                file,
                """
                Order ID,price,at,note,ok,empty
                1,12.50,2024-01-02T03:04:05.678Z,"a ""b"", c",true,
                2,-0.5,2024-01-02 03:04:05+01:00,,FALSE,
                """);

        LoadedTable table = LoadedTable.first(options(file.toString()));

        assertThat(table.names())
                .containsExactly(
                        "order_id", "price", "at", "note", "ok", "empty", "_file", "_line");
        assertThat(table.column("order_id")).containsExactly(1L, 2L);
        assertThat(table.column("price"))
                .containsExactly(new BigDecimal("12.50"), new BigDecimal("-0.5"));
        assertThat(table.column("at"))
                .containsExactly(
                        Instant.parse("2024-01-02T03:04:05.678Z"),
                        Instant.parse("2024-01-02T02:04:05Z"));
        assertThat(table.column("note")).containsExactly("a \"b\", c", null);
        assertThat(table.column("ok")).containsExactly(true, false);
        assertThat(table.shape.columns().get(5).nullOnly()).isTrue();
        assertThat(table.column("_file")).containsOnly("Orders 2024.csv");
        assertThat(table.column("_line")).containsExactly(1L, 2L);
        assertThat(table.shape.key()).containsExactly("_file", "_line");
        assertThat(table.type("empty")).isEqualTo(LogicalType.STRING);
    }

    @Test
    void namesTheTableAfterItsFile() throws IOException {
        Files.writeString(folder.resolve("Orders 2024.csv"), "a\n1\n");
        assertThat(new FileSource(options("Orders 2024.csv")).tables())
                .extracting(table -> table.destinationName())
                .containsExactly("orders_2024");
    }

    private FileSourceOptions options(String source) {
        return FileSourceOptions.of(List.of(source), folder);
    }
}
