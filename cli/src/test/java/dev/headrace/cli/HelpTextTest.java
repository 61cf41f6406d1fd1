package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every command explains itself: what it does, each option, examples that can be typed.
class HelpTextTest {

    static Stream<CommandDefinition> commands() {
        List<CommandDefinition> all = new ArrayList<>();
        collect(Commands.root(), all);
        return all.stream().filter(command -> !command.hidden());
    }

    private static void collect(CommandDefinition command, List<CommandDefinition> all) {
        all.add(command);
        command.commands().forEach(child -> collect(child, all));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void hasExamplesThatAreUnderstood(CommandDefinition command) {
        CommandParser parser = new CommandParser(Commands.root());

        assertThat(command.examples()).isNotEmpty();
        for (CommandDefinition.Example example : command.examples()) {
            String typed = example.command().replaceAll("^.*?headrace ", "");
            String[] words = typed.replaceAll("[')]| >.*", "").split(" ", -1);
            assertThat(parser.parse(words)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void fitsTheScreen(int width) {
        commands()
                .forEach(command -> {
                    String help = HelpText.of(command, width).toString();
                    int examples = help.indexOf("\nExamples");
                    assertThat(help.substring(0, examples).lines())
                            .allMatch(line -> line.length() <= width);
                });
    }

    @Test
    void namesNoCommandThatDoesNotExistYet() {
        CommandRun run = CommandRun.of(Map.of("COLUMNS", "100"), java.nio.file.Path.of("/"));

        assertThat(run.out())
                .contains("load", "state", "server", "errors", "completion")
                .doesNotContain("agent", "aot-train");
    }
}
