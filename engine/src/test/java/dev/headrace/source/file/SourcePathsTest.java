package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.WarningCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The user's words mean the same files and tables whatever lies beside them.
class SourcePathsTest {
    @TempDir Path folder;

    @BeforeEach
    void makeFiles() throws IOException {
        for (String name :
                List.of(
                        "orders.csv",
                        "orders_2023.csv.gz",
                        "orders_2024.csv.gz",
                        "Customers.TSV",
                        "sub/orders.csv",
                        "sub/events.jsonl.zst",
                        "README.md",
                        ".hidden.csv",
                        "odd[1].csv")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "a\n1\n");
        }
    }

    @Test
    void aFileIsATableOfItsName() {
        assertThat(find("orders_2023.csv.gz"))
                .isEqualTo(Map.of("orders_2023", keys("orders_2023.csv.gz")));
        assertThat(find("odd[1].csv")).isEqualTo(Map.of("odd_1_", keys("odd[1].csv")));
        assertThat(find("README.md")).isEqualTo(Map.of("readme", keys("README.md")));
    }

    @Test
    void aLinkThatLeadsBackIsNotFollowed() throws IOException {
        Map<String, List<String>> before = find("sub");
        Files.createSymbolicLink(folder.resolve("sub/self"), Path.of("."));
        Files.createSymbolicLink(folder.resolve("sub/up"), Path.of("../sub"));
        assertThat(find("sub")).isEqualTo(before);
    }

    @Test
    void aFolderIsATablePerName() {
        assertThat(find("."))
                .isEqualTo(
                        Map.of(
                                "customers", keys("Customers.TSV"),
                                "odd_1_", keys("odd[1].csv"),
                                "orders", keys("orders.csv", "sub/orders.csv"),
                                "orders_2023", keys("orders_2023.csv.gz"),
                                "orders_2024", keys("orders_2024.csv.gz"),
                                "events", keys("sub/events.jsonl.zst")));
    }

    @Test
    void saysWhichFilesOfAFolderWereLeftOut() {
        SourcePaths paths = new SourcePaths(Options.of(folder, ".").build());
        paths.find();
        assertThat(paths.warnings())
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.code()).isEqualTo(WarningCode.FILES_SKIPPED);
                    assertThat(warning.count()).isEqualTo(1);
                    assertThat(warning.message()).contains("'README.md'").doesNotContain("hidden");
                });
    }

    @Test
    void aGlobIsOneTableNamedByItsPrefix() {
        assertThat(find("orders_20*.csv.gz"))
                .isEqualTo(Map.of("orders_20", keys("orders_2023.csv.gz", "orders_2024.csv.gz")));
        assertThat(find("orders_*")).containsOnlyKeys("orders");
        assertThat(find("sub/o*.csv")).isEqualTo(Map.of("o", keys("orders.csv")));
        assertThat(failure("*.csv")).isEqualTo(FailureCode.USAGE);
    }

    @Test
    void oneTableNameHoldsForAll() {
        assertThat(find("t", "*.csv")).isEqualTo(Map.of("t", keys("odd[1].csv", "orders.csv")));
    }

    @Test
    void twoInputsThatCannotBeToldApartAreRefused() {
        assertThat(failure("orders.csv", "sub/orders.csv")).isEqualTo(FailureCode.USAGE);
        assertThat(find("orders.csv", "orders.csv").get("orders")).hasSize(1);
    }

    @Test
    void aPipeNeedsTableAndFormat() {
        assertThat(failure("-")).isEqualTo(FailureCode.USAGE);
    }

    private static List<String> keys(String... keys) {
        return List.of(keys);
    }

    private Map<String, List<String>> find(String... sources) {
        Options options = Options.of(folder, sources);
        if (sources[0].equals("t")) {
            options = Options.of(folder, sources[1]).table("t");
        }
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (FileTable table : new SourcePaths(options.build()).find()) {
            found.put(
                    table.table().destinationName(),
                    table.files().stream().map(InputFile::key).toList());
        }
        return found;
    }

    private FailureCode failure(String... sources) {
        return catchThrowableOfType(
                        Failure.class,
                        () -> new SourcePaths(Options.of(folder, sources).build()).find())
                .code();
    }
}
