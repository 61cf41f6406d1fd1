package dev.headrace.cli;

import java.util.List;

/// What the launcher runs once after a build, so that the JVM notes which classes a start needs.
final class TrainCommand {
    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace aot-train",
                    "Loads what a start needs.",
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    true,
                    TrainCommand::run);

    private TrainCommand() {}

    private static ExitStatus run(Invocation call) {
        for (CommandDefinition command : call.root().commands()) {
            HelpText.of(command, call.output().outWidth());
        }
        return ExitStatus.DONE;
    }
}
