package dev.headrace.cli;

import java.util.List;

/// An option as it is parsed, checked and shown.
///
/// @param label what stands for its value in the help, empty for a flag
/// @param choices the only values that it takes, empty for any
/// @param repeatable whether it may be given several times
record CommandOption(
        String name, String label, String description, List<String> choices, boolean repeatable) {

    static CommandOption flag(String name, String description) {
        return new CommandOption(name, "", description, List.of(), false);
    }

    static CommandOption value(String name, String label, String description) {
        return new CommandOption(name, label, description, List.of(), false);
    }

    static CommandOption repeatable(String name, String label, String description) {
        return new CommandOption(name, label, description, List.of(), true);
    }

    static CommandOption choice(String name, String description, String... choices) {
        return new CommandOption(
                name, String.join("|", choices), description, List.of(choices), false);
    }

    boolean isFlag() {
        return label.isEmpty();
    }
}
