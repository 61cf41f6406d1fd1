package dev.headrace.cli;

import dev.headrace.app.Administration;
import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.cli.CommandDefinition.Positional;
import java.util.List;

/// `headrace admin`: for whoever runs the machine, with or without a running server.
final class AdminCommand {
    private static final String RETIRE = "--retire-old";

    private static final CommandDefinition RESET_PASSWORD =
            new CommandDefinition(
                    "headrace admin reset-password",
                    "Gives a user a new password and prints it, once.",
                    new Positional("EMAIL", "The user's e-mail address", 1, 1),
                    List.of(ServerSettings.GROUP),
                    List.of(
                            new Example(
                                    "Let the first administrator in again",
                                    "headrace admin reset-password admin@localhost")),
                    List.of(),
                    false,
                    AdminCommand::resetPassword);

    private static final CommandDefinition ROTATE_KEYS =
            new CommandDefinition(
                    "headrace admin rotate-keys",
                    "Seals every secret in the metadata database with a new master key. Old keys"
                            + " stay, so that servers that run and backups go on to open.",
                    null,
                    List.of(
                            new OptionGroup(
                                    "What",
                                    CommandOption.flag(
                                            RETIRE,
                                            "Forget the old keys too: backups of the database from"
                                                    + " before do not open after it")),
                            ServerSettings.GROUP),
                    List.of(new Example("Change the master key", "headrace admin rotate-keys")),
                    List.of(),
                    false,
                    AdminCommand::rotateKeys);

    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace admin",
                    "Helps whoever runs a server: lost passwords, new master keys.",
                    null,
                    List.of(),
                    List.of(
                            new Example(
                                    "Let the first administrator in again",
                                    "headrace admin reset-password admin@localhost")),
                    List.of(RESET_PASSWORD, ROTATE_KEYS),
                    false,
                    null);

    private AdminCommand() {}

    private static ExitStatus resetPassword(Invocation call) {
        String email = call.arguments().positionals().getFirst();
        try (Administration administration = open(call)) {
            String password = administration.resetPassword(email).reveal();
            call.output()
                    .result(
                            Text.of("The new password of %s, shown this once:".formatted(email))
                                    .newLine()
                                    .add("  " + password));
            call.output().document(Json.object().put("email", email).put("password", password));
        }
        return ExitStatus.DONE;
    }

    private static ExitStatus rotateKeys(Invocation call) {
        try (Administration administration = open(call)) {
            int sealed = administration.rotateKeys();
            int retired = call.arguments().has(RETIRE) ? administration.retireKeys() : 0;
            call.output()
                    .result(
                            Text.of(
                                    "%d secrets are sealed with the new key; %d old keys are forgotten."
                                            .formatted(sealed, retired)));
            call.output().document(Json.object().put("sealed", sealed).put("retired", retired));
        }
        return ExitStatus.DONE;
    }

    private static Administration open(Invocation call) {
        return Administration.open(ServerSettings.of(call), call.environment().variables());
    }
}
