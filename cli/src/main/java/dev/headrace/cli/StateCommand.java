package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.cli.CommandDefinition.Positional;
import java.util.List;

/// `headrace state`: what the destination knows of earlier loads.
final class StateCommand {
    private static final OptionGroup WHERE =
            new OptionGroup(
                    "Where",
                    CommandOption.value(
                            "--to",
                            "DESTINATION",
                            "postgresql://user:password@host:port/database, or a profile's name"),
                    CommandOption.value(
                            "--state-schema", "NAME", "Headrace's own schema (_headrace)"));

    private static final CommandDefinition LIST =
            new CommandDefinition(
                    "headrace state list",
                    "Lists the connections that a destination knows, with their tables.",
                    null,
                    List.of(WHERE),
                    List.of(
                            new Example(
                                    "What has been loaded there",
                                    "headrace state list --to warehouse")),
                    List.of(),
                    false,
                    call -> {
                        throw Usage.failure("Not built yet.");
                    });

    private static final CommandDefinition FORGET =
            new CommandDefinition(
                    "headrace state forget",
                    "Forgets a connection's state, so that its next load reads everything. Tables"
                            + " and rows stay.",
                    new Positional("NAME", "The connection, as state list shows it", 1, 1),
                    List.of(WHERE),
                    List.of(
                            new Example(
                                    "Read everything again at the next load",
                                    "headrace state forget files.orders --to warehouse")),
                    List.of(),
                    false,
                    call -> {
                        throw Usage.failure("Not built yet.");
                    });

    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace state",
                    "Shows or forgets what a destination knows of earlier loads.",
                    null,
                    List.of(),
                    List.of(
                            new Example(
                                    "What has been loaded there",
                                    "headrace state list --to warehouse")),
                    List.of(LIST, FORGET),
                    false,
                    null);

    private StateCommand() {}
}
