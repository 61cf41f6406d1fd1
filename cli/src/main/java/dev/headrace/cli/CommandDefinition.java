package dev.headrace.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A command as it is parsed, shown and run.
///
/// @param name what is typed, from the program's own name on: `headrace state list`
/// @param positional what stands for the words that are no options, null where there are none
/// @param action runs it; null where one of `commands` must follow
record CommandDefinition(
        String name,
        String summary,
        @Nullable Positional positional,
        List<OptionGroup> groups,
        List<Example> examples,
        List<CommandDefinition> commands,
        boolean hidden,
        @Nullable Function<Invocation, ExitStatus> action) {

    /// The words of a command line that are no options.
    record Positional(String label, String description, int min, int max) {
        static final int ANY = Integer.MAX_VALUE;
    }

    /// A command line that can be typed as it stands, and what it does.
    record Example(String effect, String command) {}

    /// The last word of the name.
    String word() {
        return name.substring(name.lastIndexOf(' ') + 1);
    }

    /// Its own options and those of every command, by heading.
    List<OptionGroup> allGroups() {
        List<OptionGroup> all = new ArrayList<>(groups);
        all.add(GlobalOptions.GROUP);
        return all;
    }

    List<CommandOption> allOptions() {
        return allGroups().stream().flatMap(group -> group.options().stream()).toList();
    }

    List<CommandDefinition> shownCommands() {
        return commands.stream().filter(command -> !command.hidden).toList();
    }
}
