package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.cli.CommandDefinition.Positional;
import dev.headrace.destination.postgres.ConnectionStates;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import dev.headrace.model.TableName;
import java.util.List;

/// `headrace state`: what the destination knows of earlier loads.
final class StateCommand {
    private static final OptionGroup WHERE =
            new OptionGroup(
                    "Where",
                    ConnectionOptions.TO,
                    CommandOption.value(
                            "--state-schema", "NAME", "Headrace's own schema (_headrace)"));

    private static final CommandDefinition LIST =
            new CommandDefinition(
                    "headrace state list",
                    "Lists the connections that a destination knows, with their tables.",
                    null,
                    List.of(WHERE, ConnectionOptions.WAY, ConnectionOptions.TRUST),
                    List.of(
                            new Example(
                                    "What has been loaded there",
                                    "headrace state list --to warehouse")),
                    List.of(),
                    false,
                    StateCommand::list);

    private static final CommandDefinition FORGET =
            new CommandDefinition(
                    "headrace state forget",
                    "Forgets a connection's state, so that its next load reads everything. Tables"
                            + " and rows stay.",
                    new Positional("NAME", "The connection, as state list shows it", 1, 1),
                    List.of(WHERE, ConnectionOptions.WAY, ConnectionOptions.TRUST),
                    List.of(
                            new Example(
                                    "Read everything again at the next load",
                                    "headrace state forget files.orders --to warehouse")),
                    List.of(),
                    false,
                    StateCommand::forget);

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

    private static ExitStatus list(Invocation call) {
        try (DestinationConnection to = open(call)) {
            List<ConnectionStates.Entry> entries = to.destination().states().list();
            call.output().result(text(entries));
            call.output()
                    .document(
                            Json.object()
                                    .put(
                                            "connections",
                                            entries.stream().map(StateCommand::json).toList()));
        }
        return ExitStatus.DONE;
    }

    private static Text text(List<ConnectionStates.Entry> entries) {
        if (entries.isEmpty()) {
            return Text.of("Headrace has loaded nothing here.");
        }
        TextTable table = new TextTable("connection", "table", "phase", "last run");
        for (ConnectionStates.Entry entry : entries) {
            table.add(
                    entry.connection().value(),
                    entry.table().toString(),
                    entry.phase(),
                    Report.instant(entry.lastRun()));
        }
        // Never cut: the names are to be typed again.
        return table.render(Integer.MAX_VALUE);
    }

    private static Json.Members json(ConnectionStates.Entry entry) {
        return Json.object()
                .put("connection", entry.connection().value())
                .put("schema", entry.table().schema())
                .put("table", entry.table().table())
                .put("phase", entry.phase())
                .put("entries", entry.entries())
                .put("last_run", Report.instant(entry.lastRun()));
    }

    private static ExitStatus forget(Invocation call) {
        String name = call.arguments().positionals().getFirst();
        try (DestinationConnection to = open(call)) {
            List<TableName> tables = to.destination().states().forget(new ConnectionName(name));
            call.output()
                    .result(
                            Text.of(
                                    "Forgot the state of %s. Its next load reads everything again."
                                            .formatted(name)));
            call.output()
                    .document(
                            Json.object()
                                    .put("connection", name)
                                    .put(
                                            "tables",
                                            tables.stream().map(TableName::toString).toList()));
        }
        return ExitStatus.DONE;
    }

    private static DestinationConnection open(Invocation call) {
        PostgresOptions standard = PostgresOptions.standard(Headrace.VERSION);
        PostgresOptions options =
                new PostgresOptions(
                        call.arguments().value("--state-schema").orElse(standard.stateSchema()),
                        standard.streams(),
                        standard.batchBytes(),
                        standard.batchTime(),
                        standard.retryFor(),
                        Headrace.VERSION);
        return DestinationConnection.open(
                ConnectionOptions.of(call).choose("headrace state"), options, SyncId.random());
    }
}
