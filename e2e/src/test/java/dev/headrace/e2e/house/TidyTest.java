package dev.headrace.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The sources keep the house rules that no compiler knows. Each rule is first shown to catch what
/// it is there for.
class TidyTest {
    private static final Path ROOT = Path.of(System.getProperty("headrace.root", ".."));

    @Test
    void sourcesKeepTheRules() throws IOException {
        List<String> findings =
                sources().stream().flatMap(source -> source.findings().stream()).toList();
        assertThat(findings).isEmpty();
    }

    @Test
    void everyRoomSaysItsPromiseAndIsNullMarked() throws IOException {
        Set<String> silent = new TreeSet<>();
        for (SourceText source : sources()) {
            if (source.path().contains("/src/main/")) {
                Path said = ROOT.resolve(source.path()).resolveSibling("package-info.java");
                String text = Files.exists(said) ? Files.readString(said) : "";
                if (!text.startsWith("///") || !text.contains("@NullMarked")) {
                    silent.add(ROOT.relativize(said).toString());
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void catchesAMethodThatIsTooLong() {
        assertThat(findings("engine/src/main/java/A.java", method(SourceText.METHOD_LINES_MAX - 2)))
                .isEmpty();
        assertThat(findings("engine/src/main/java/A.java", method(SourceText.METHOD_LINES_MAX - 1)))
                .containsExactly("engine/src/main/java/A.java:2: m has 71 lines");
    }

    @Test
    void catchesAFileThatIsTooLong() {
        String text = "class A {}\n" + "\n".repeat(SourceText.FILE_LINES_MAX);
        assertThat(findings("cli/src/main/java/A.java", text))
                .containsExactly("cli/src/main/java/A.java: 601 lines");
    }

    @Test
    void catchesCallsWhereTheyAreBanned() {
        assertThat(
                        findings(
                                "engine/src/main/java/A.java",
                                body("java.time.Instant i = Instant.now();")))
                .hasSize(1);
        assertThat(findings("cli/src/main/java/A.java", body("var i = Instant.now();"))).isEmpty();
        assertThat(findings("engine/src/main/java/A.java", body("System.out.println();")))
                .hasSize(1);
        assertThat(findings("cli/src/main/java/A.java", body("System.out.println();"))).isEmpty();
        assertThat(findings("engine/src/test/java/A.java", body("Thread.sleep(1);"))).hasSize(1);
        assertThat(findings("engine/src/main/java/A.java", body("Thread.sleep(1);"))).isEmpty();
        assertThat(findings("cli/src/main/java/A.java", body("Executors.newCachedThreadPool();")))
                .hasSize(1);
    }

    @Test
    void catchesDebtAndSilence() {
        String path = "engine/src/main/java/A.java";
        assertThat(findings(path, "class A {} // " + "TO" + "DO later\n")).hasSize(1);
        assertThat(findings(path, "class RowHelper {}\n")).hasSize(1);
        assertThat(findings(path, "class A {} // gr\u00fcn\n")).hasSize(1);
        assertThat(findings(path, "@SuppressWarnings(\"x\")\nclass A {}\n")).hasSize(1);
        assertThat(findings(path, "// because\n@SuppressWarnings(\"x\")\nclass A {}\n")).isEmpty();
        assertThat(findings(path, "@SuppressWarnings(\"x\") // because\nclass A {}\n")).isEmpty();
    }

    private static List<String> findings(String path, String text) {
        return new SourceText(path, text).findings();
    }

    private static String body(String statement) {
        return "class A {\n void m() throws Exception {\n" + statement + "\n}\n}\n";
    }

    private static String method(int statements) {
        return "class A {\n void m() {\n" + "m();\n".repeat(statements) + "}\n}\n";
    }

    private static List<SourceText> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> roots =
                    modules.map(module -> module.resolve("src"))
                            .filter(Files::isDirectory)
                            .toList();
            List<SourceText> sources = new ArrayList<>();
            for (Path root : roots) {
                try (Stream<Path> files = Files.walk(root)) {
                    for (Path file :
                            files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                        sources.add(
                                new SourceText(
                                        ROOT.relativize(file).toString(), Files.readString(file)));
                    }
                }
            }
            assertThat(sources).isNotEmpty();
            return sources;
        }
    }
}
