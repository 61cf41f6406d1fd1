package dev.headrace.cli;

import dev.headrace.app.Settings;
import dev.headrace.cli.CommandDefinition.Example;
import java.util.ArrayList;
import java.util.List;

/// `headrace config`: what a server started here and now would go by.
final class ConfigCommand {
    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace config",
                    "Shows every setting of a server: what counts, and where that was said. An"
                            + " option counts before the environment, the environment before the"
                            + " file. Secrets are masked.",
                    null,
                    List.of(ServerSettings.GROUP),
                    List.of(
                            new Example("What a server would go by", "headrace config"),
                            new Example("For a program", "headrace config --json")),
                    List.of(),
                    false,
                    ConfigCommand::run);

    private ConfigCommand() {}

    private static ExitStatus run(Invocation call) {
        List<Settings.Line> lines = ServerSettings.of(call).lines();
        TextTable table = new TextTable("SETTING", "VALUE", "SET BY");
        List<Json.Members> list = new ArrayList<>();
        for (Settings.Line line : lines) {
            table.add(line.key(), line.value().isEmpty() ? "-" : line.value(), line.origin());
            list.add(
                    Json.object()
                            .put("key", line.key())
                            .put("value", line.value().isEmpty() ? null : line.value())
                            .put("origin", line.origin()));
        }
        // Never cut: a key that cannot be read is of no use, and the terminal wraps the rest.
        call.output().result(table.render(Integer.MAX_VALUE));
        call.output().document(Json.object().put("settings", list));
        return ExitStatus.DONE;
    }
}
