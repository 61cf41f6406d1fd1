package dev.headrace.cli;

import java.util.List;

/// Options that belong together, under one heading of the help.
record OptionGroup(String heading, List<CommandOption> options) {
    OptionGroup(String heading, CommandOption... options) {
        this(heading, List.of(options));
    }
}
