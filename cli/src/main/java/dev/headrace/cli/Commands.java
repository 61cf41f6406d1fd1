package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import java.util.List;

/// The tree of commands.
final class Commands {
    private Commands() {}

    static CommandDefinition root() {
        return new CommandDefinition(
                "headrace",
                "Moves data from any source into PostgreSQL.",
                null,
                List.of(
                        new OptionGroup(
                                "Program", CommandOption.flag("--version", "Show the version"))),
                List.of(
                        new Example("See it work, with a database of its own", "headrace demo"),
                        new Example(
                                "Load a file",
                                "headrace load orders.csv --to postgresql://me@localhost/shop"),
                        new Example("Run it as a service", "headrace server"),
                        new Example("Every option of a command", "headrace load --help")),
                List.of(
                        DemoCommand.DEFINITION,
                        LoadCommand.DEFINITION,
                        CheckCommand.DEFINITION,
                        SetupSqlCommand.DEFINITION,
                        StateCommand.DEFINITION,
                        TrustCommand.DEFINITION,
                        SshKeyCommand.DEFINITION,
                        ServerCommand.SERVER,
                        ServerCommand.WORKER,
                        ConfigCommand.DEFINITION,
                        AdminCommand.DEFINITION,
                        ErrorsCommand.DEFINITION,
                        CompletionCommand.DEFINITION,
                        TrainCommand.DEFINITION,
                        TrainServerCommand.DEFINITION),
                false,
                null);
    }
}
