package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the launcher hands over in the environment is what was typed.
class CommandWordsTest {
    @Test
    void readsWordsFromTheEnvironment() {
        String handed =
                Base64.getEncoder()
                        .encodeToString(
                                "load\0\0a b\n\0postgresql://ü:p@h/d\0"
                                        .getBytes(StandardCharsets.UTF_8));

        assertThat(CommandWords.of(new String[0], Map.of(CommandWords.VARIABLE, handed)))
                .containsExactly("load", "", "a b\n", "postgresql://ü:p@h/d");
    }

    @Test
    void goesByTheCommandLineWhereThereIsOne() {
        assertThat(CommandWords.of(new String[] {"demo"}, Map.of(CommandWords.VARIABLE, "YQA=")))
                .containsExactly("demo");
        assertThat(CommandWords.of(new String[0], Map.of())).isEmpty();
    }
}
