package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The completion scripts are understood by their shells, and complete.
class CompletionIT {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void isUnderstoodByItsShell(String shell) throws Exception {
        assumeTrue(isInstalled(shell), shell + " is not installed here");
        Path script = script(shell);

        assertThat(run(shell, "-n", script.toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headrace lo               | load",
                "headrace load --pr        | --primary-key --progress",
                "headrace load --progress p | plain",
                "headrace state f          | forget",
                "headrace completion z     | zsh",
                "headrace load fil         | file.csv",
            })
    void completesInBash(String typed, String completions) throws Exception {
        Files.writeString(folder.resolve("file.csv"), "");
        String ask =
                """
                source %s
                cd %s
                COMP_WORDS=(%s)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _headrace_complete
                echo "${COMPREPLY[*]}"
                """
                        .formatted(script("bash"), folder, typed);

        assertThat(run("bash", "-c", ask).strip()).isEqualTo(completions);
    }

    @Test
    void completesInFish() throws Exception {
        assumeTrue(isInstalled("fish"), "fish is not installed here");

        String ask = "source %s; complete -C 'headrace completion '".formatted(script("fish"));

        assertThat(run("fish", "-c", ask)).contains("bash", "fish", "zsh");
    }

    private Path script(String shell) throws IOException {
        CommandRun run = CommandRun.of("completion", shell);
        return Files.writeString(folder.resolve("script." + shell), run.out());
    }

    private static boolean isInstalled(String shell) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + shell)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
