package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.cli.CommandDefinition.Positional;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.failure.Warning;
import dev.headrace.model.SyncId;
import dev.headrace.source.Source;
import dev.headrace.sync.SyncRequest;
import dev.headrace.sync.SyncResult;
import java.util.List;

/// `headrace load`: files into tables.
final class LoadCommand {
    private static final OptionGroup TARGET =
            new OptionGroup(
                    "Where to",
                    ConnectionOptions.TO,
                    CommandOption.value(
                            "--schema",
                            "NAME",
                            "Destination schema, created when missing (files; reference for the"
                                    + " built-in source)"),
                    CommandOption.value(
                            "--table",
                            "NAME",
                            "One table for all of it (a file's name without extensions; a folder:"
                                    + " one table per such name; a glob: its literal prefix)"),
                    CommandOption.value(
                            "--name",
                            "NAME",
                            "The connection that state belongs to (schema.table)"),
                    CommandOption.flag(
                            "--adopt",
                            "Take over a table that Headrace did not make, or another"
                                    + " connection's"),
                    CommandOption.repeatable(
                            "--grant-to", "ROLE", "Let ROLE select from what is made; repeatable"),
                    CommandOption.value(
                            "--state-schema", "NAME", "Headrace's own schema (_headrace)"));

    private static final OptionGroup ROWS =
            new OptionGroup(
                    "What happens to rows",
                    CommandOption.repeatable(
                            "--primary-key",
                            "A,B",
                            "Key columns: rows are upserted by them (file and line)"),
                    CommandOption.value(
                            "--mode",
                            "soft-delete|live|append",
                            "soft-delete marks rows that are gone, live removes them, append only"
                                    + " ever adds (soft-delete)"),
                    CommandOption.flag(
                            "--snapshot",
                            "The input is the whole table: rows that it no longer has are marked"
                                    + " deleted"),
                    CommandOption.flag(
                            "--allow-mass-delete",
                            "Let --snapshot delete everything, or more than half"),
                    CommandOption.flag(
                            "--full-refresh",
                            "Forget the state, read everything, rebuild beside and swap"),
                    CommandOption.value("--limit", "N", "Only the first N records of each file"),
                    CommandOption.flag(
                            "--origin", "Add _file, _line and _modified to tables with a key"),
                    CommandOption.flag(
                            "--dry-run",
                            "Show the inferred columns, the exact DDL and what would be read;"
                                    + " touch nothing"));

    private static final OptionGroup READING =
            new OptionGroup(
                    "How files are read",
                    CommandOption.value(
                            "--format", "csv|tsv|jsonl", "(from the name, then the content)"),
                    CommandOption.repeatable(
                            "--select", "A,B", "These columns only; --select=-C,-D: all but these"),
                    CommandOption.repeatable(
                            "--cast",
                            "NAME=TYPE",
                            "Overrule an inferred type: boolean, long, decimal, double,"
                                    + " local_date, instant, string, json ...; repeatable"),
                    CommandOption.choice(
                            "--naming",
                            "How names are made from the source's (snake)",
                            "snake",
                            "lower",
                            "source"),
                    CommandOption.value("--delimiter", "CHAR", "(detected)"),
                    CommandOption.value("--quote", "CHAR", "(detected)"),
                    CommandOption.value("--encoding", "NAME", "(detected)"),
                    CommandOption.choice(
                            "--header",
                            "Whether the first line names columns (detected)",
                            "yes",
                            "no"),
                    CommandOption.value("--skip-lines", "N", "Lines before the header (0)"),
                    CommandOption.repeatable(
                            "--null",
                            "TEXT",
                            "What stands for NULL where unquoted (the empty field); repeatable"),
                    CommandOption.choice(
                            "--on-bad-row",
                            "Fail at a bad row, or put it aside and go on (fail)",
                            "fail",
                            "quarantine"),
                    CommandOption.value(
                            "--max-value", "BYTES", "A longer value makes its row bad (64MiB)"));

    private static final OptionGroup PACE =
            new OptionGroup(
                    "Pace",
                    CommandOption.value(
                            "--batch-bytes",
                            "BYTES",
                            "When a batch closes (chosen; at most 32MB, since the batches under way share 64MB)"),
                    CommandOption.value("--batch-seconds", "N", "When a batch closes (chosen)"),
                    CommandOption.value("--parallel", "N", "COPY streams of a first load (chosen)"),
                    CommandOption.value(
                            "--retry-for",
                            "TIME",
                            "How long transient failures are retried (30s)"));

    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace load",
                    "Loads files into PostgreSQL. Run it again and only what is new is read and"
                            + " written; interrupt it and the next run goes on from there.",
                    new Positional(
                            "SOURCE",
                            "File, folder, quoted glob, - for standard input (needs --table and"
                                    + " --format), or the built-in source: reference",
                            1,
                            Positional.ANY),
                    List.of(
                            TARGET,
                            ConnectionOptions.WAY,
                            ConnectionOptions.TRUST,
                            ROWS,
                            READING,
                            PACE),
                    List.of(
                            new Example(
                                    "A file into files.orders, upserted by its key",
                                    "headrace load orders.csv --to warehouse --primary-key id"),
                            new Example(
                                    "Every file of a glob into one table",
                                    "headrace load 'logs/2026-*.jsonl.gz' --to warehouse --mode"
                                            + " append"),
                            new Example(
                                    "What would happen",
                                    "headrace load orders.csv --to postgresql://me@db/shop"
                                            + " --dry-run"),
                            new Example(
                                    "From another program",
                                    "zcat x.gz | headrace load - --table x --format csv --to"
                                            + " warehouse")),
                    List.of(),
                    false,
                    call -> new LoadCommand(call).run());

    private final Invocation call;

    private LoadCommand(Invocation call) {
        this.call = call;
    }

    private ExitStatus run() {
        LoadOptions options = LoadArguments.understand(call.arguments());
        Output output = call.output();
        ChosenDestination chosen = ConnectionOptions.of(call).choose("headrace load");
        LoadSource from = LoadSource.of(options);
        SyncRequest request =
                new SyncRequest(SyncId.random(), from.orders(), options.pace().retryFor());
        try (Source source = from.source();
                DestinationConnection to = connect(chosen, options, request.id())) {
            output.detail(
                    "INFO",
                    Text.of(
                            "Sync %s into %s, PostgreSQL %s"
                                    .formatted(
                                            request.id(),
                                            to.address(),
                                            to.destination().serverVersion())));
            if (to.exposed()) {
                output.warn(
                        "The connection to %s is not encrypted: whoever is on the way can read and change what is loaded. Ask for TLS with sslmode=require, or connect through an SSH tunnel."
                                .formatted(to.address().host()));
            }
            LoadRun run = new LoadRun(output, call.interruption());
            SyncResult result =
                    options.behaviour().dryRun()
                            ? run.plan(source, to.destination(), request)
                            : run.load(source, to.destination(), request);
            return tell(Report.of(result), to.address(), options);
        }
    }

    private static DestinationConnection connect(
            ChosenDestination to, LoadOptions options, SyncId run) {
        return DestinationConnection.open(to, destinationOptions(options), run);
    }

    private static PostgresOptions destinationOptions(LoadOptions options) {
        PostgresOptions standard = PostgresOptions.standard(Headrace.VERSION);
        return new PostgresOptions(
                options.target().stateSchema(),
                options.pace().parallel().orElse(standard.streams()),
                options.pace().batchBytes(),
                options.pace().batchTime(),
                options.pace().retryFor(),
                Headrace.VERSION);
    }

    private ExitStatus tell(Report report, DatabaseAddress address, LoadOptions options) {
        Output output = call.output();
        Summary summary =
                new Summary(report, address, options.target().stateSchema(), output.tableWidth());
        Text text = options.behaviour().dryRun() ? summary.planned() : summary.loaded();
        if (!text.isEmpty() && !output.options().quiet()) {
            output.result(text);
        }
        for (TableReport table : report.tables()) {
            for (Warning warning : table.warnings()) {
                output.warn("%s: %s".formatted(table.name(), warning.message()));
            }
        }
        report.failures().forEach(output::fail);
        if (report.exitStatus() == ExitStatus.INTERRUPTED) {
            long committed =
                    report.tables().stream().mapToLong(table -> table.rows().committed()).sum();
            output.note(
                    Text.of(
                            "Stopped. %s rows of this run are committed; the next run goes on there."
                                    .formatted(Quantities.count(committed))));
        }
        output.document(report.json(output.options().verbose()));
        return report.exitStatus();
    }
}
