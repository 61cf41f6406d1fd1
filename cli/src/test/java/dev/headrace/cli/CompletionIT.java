package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertInstalled(shell);
        Path script = script(shell);

        assertThat(run(shell, "-n", script.toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "headrace lo               | load",
                "headrace load --pr        | --private-link --primary-key --progress",
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
        assertInstalled("fish");
        String ask = "source %s; complete -C 'headrace completion '".formatted(script("fish"));

        assertThat(run("fish", "-c", ask)).contains("bash", "fish", "zsh");
    }

    private Path script(String shell) throws IOException {
        CommandRun run = CommandRun.of("completion", shell);
        return Files.writeString(folder.resolve("script." + shell), run.out());
    }

    private static void assertInstalled(String shell) throws Exception {
        int status =
                new ProcessBuilder("sh", "-c", "command -v " + shell)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
        assertThat(status)
                .as(
                        "%1$s is missing here; on Debian and Ubuntu: sudo apt-get install -y %1$s",
                        shell)
                .isZero();
    }

    private String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
