package dev.headrace.cli;

import dev.headrace.app.Settings;
import dev.headrace.app.SettingsReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The settings of a server as options of a command.
final class ServerSettings {
    static final OptionGroup GROUP = new OptionGroup("Settings", options());

    private ServerSettings() {}

    private static List<CommandOption> options() {
        List<CommandOption> options = new ArrayList<>();
        options.add(
                CommandOption.value(
                        "--config", "FILE", "The file with settings (server.yaml in home)"));
        SettingsReader.options()
                .forEach((name, about) ->
                        options.add(CommandOption.value("--" + name, "VALUE", about)));
        return options;
    }

    /// What counts, by options, environment and file.
    ///
    /// @throws dev.headrace.failure.Failure `USAGE` with every mistake
    static Settings of(Invocation call) {
        Map<String, String> said = new HashMap<>();
        for (CommandOption option : GROUP.options()) {
            call.arguments()
                    .value(option.name())
                    .ifPresent(value -> said.put(option.name().substring(2), value));
        }
        return SettingsReader.read(
                said,
                call.environment().variables(),
                HeadraceHome.of(call.environment()).directory());
    }
}
