package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.postgres.PostgresDestination;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.source.reference.ReferenceSource;
import dev.headrace.sync.SyncRequest;
import dev.headrace.sync.TableOrder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;

/// `headrace demo`: the main job, shown on a PostgreSQL of its own with data that everybody has.
final class DemoCommand {
    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace demo",
                    "Shows what Headrace does, on a PostgreSQL of its own. It loads real data (time"
                            + " zones, locales, currencies and Unicode, as the JDK knows them), then"
                            + " a second, changed edition of it, and keeps the database up until"
                            + " Ctrl-C.",
                    null,
                    List.of(
                            new OptionGroup(
                                    "How",
                                    CommandOption.flag("--exit", "End after loading"),
                                    CommandOption.value(
                                            "--port", "N", "PostgreSQL's port (a free one)"))),
                    List.of(
                            new Example("See it work, then look around", "headrace demo"),
                            new Example(
                                    "What was loaded, for a program",
                                    "headrace demo --exit --json")),
                    List.of(),
                    false,
                    call -> new DemoCommand(call).run());

    private static final int PORT_MAX = 65_535;

    private final Output output;
    private final Invocation call;

    /// Released by the signal that ends the demo.
    private final CountDownLatch stopped = new CountDownLatch(1);

    private DemoCommand(Invocation call) {
        this.call = call;
        this.output = call.output();
    }

    private ExitStatus run() {
        int port =
                Math.toIntExact(
                        call.arguments()
                                .value("--port")
                                .map(text -> Quantities.count("--port", text, 1, PORT_MAX))
                                .orElse(0L));
        HeadraceHome home = HeadraceHome.of(call.environment());
        home.ensure();
        output.note(Text.of("Starting a PostgreSQL in %s ...".formatted(home.demo())));
        Thread starting = Thread.currentThread();
        call.interruption().endBy(starting::interrupt, DemoCommand::interrupted);
        try (DemoDatabase database = DemoDatabase.start(home.demo(), port)) {
            database.notices().forEach(notice -> output.note(Text.of(notice)));
            return show(database);
        } finally {
            // A signal that came while the server started must not disturb what follows.
            Thread.interrupted();
        }
    }

    private static Json.Members interrupted() {
        return Report.failed("interrupted", null);
    }

    private ExitStatus show(DemoDatabase database) {
        output.note(
                Text.of(
                        "PostgreSQL %s is up on 127.0.0.1:%d."
                                .formatted(database.version(), database.address().port())));
        output.note(
                Text.of(
                        "Loading as the role %s, whose only grants are CREATE and TEMPORARY."
                                .formatted(DemoDatabase.LOADER)));
        Report first = load(database, 1);
        if (first.exitStatus() != ExitStatus.DONE) {
            return end(first, database);
        }
        Summary firstSummary =
                new Summary(
                        first,
                        database.address(),
                        PostgresOptions.STATE_SCHEMA,
                        output.tableWidth());
        tell(
                Text.empty()
                        .bold("First edition, into the schema reference: everything is new")
                        .newLine()
                        .newLine()
                        .add(firstSummary.table(first.tables()))
                        .newLine());
        Report second = load(database, 2);
        Report both = together(first, second);
        if (second.exitStatus() != ExitStatus.DONE) {
            return end(both, database);
        }
        Summary secondSummary =
                new Summary(
                        second,
                        database.address(),
                        PostgresOptions.STATE_SCHEMA,
                        output.tableWidth());
        tell(
                Text.empty()
                        .bold("Second edition: only what differs is written")
                        .newLine()
                        .newLine()
                        .add(secondSummary.table(second.tables()))
                        .newLine());
        tell(howToLook(database));
        end(both, database);
        if (call.arguments().has("--exit")) {
            output.note(
                    Text.of("Stopping PostgreSQL; without --exit it stays up to be looked at."));
            return ExitStatus.DONE;
        }
        return stay();
    }

    private Report load(DemoDatabase database, int edition) {
        PostgresOptions options = PostgresOptions.standard(Headrace.VERSION);
        SyncId id = SyncId.random();
        try (ReferenceSource source = ReferenceSource.edition(edition);
                DatabaseRoute route =
                        DatabaseRoute.direct(database.address(), InstantSource.system());
                PostgresDestination destination =
                        new PostgresDestination(route, options, id, InstantSource.system())) {
            List<TableOrder> orders =
                    source.tables().stream()
                            .map(table ->
                                    TableOrder.of(
                                            table,
                                            snapshot(table.destinationName(), source.key(table))))
                            .toList();
            LoadRun run = new LoadRun(output, call.interruption());
            return Report.of(
                    run.load(source, destination, new SyncRequest(id, orders, Duration.ZERO)));
        }
    }

    /// An edition is the whole of its tables.
    private static LoadRequest snapshot(String table, List<String> key) {
        return new LoadRequest(
                new TableName(LoadOptions.REFERENCE, table),
                SyncMode.SOFT_DELETE,
                key,
                true,
                false,
                false,
                false,
                List.of(),
                false,
                false);
    }

    /// One report of both loads: counters are added up, the rest is the later one's.
    private static Report together(Report first, Report second) {
        Function<TableReport, TableName> name = TableReport::name;
        var later = second.tables().stream().collect(Collectors.toMap(name, table -> table));
        List<TableReport> tables = new ArrayList<>();
        for (TableReport table : first.tables()) {
            TableReport next = later.get(table.name());
            tables.add(next == null ? table : table.then(next));
        }
        return new Report(
                second.status(),
                second.connection(),
                second.syncId(),
                first.resumed(),
                second.serverVersion(),
                first.startedAt(),
                first.durationMillis() + second.durationMillis(),
                tables,
                second.failures());
    }

    private Text howToLook(DemoDatabase database) {
        return Text.empty()
                .dim("Look at it:  ")
                .bold("psql " + Summary.shell(database.url()))
                .newLine()
                .dim("Try:         ")
                .add("SELECT * FROM reference.unicode_character WHERE name ~ 'ELEPHANT';")
                .newLine()
                .dim("Your files:  ")
                .add("headrace load FILE --to " + Summary.shell(database.url()));
    }

    private void tell(Text text) {
        if (!output.options().quiet()) {
            output.result(text);
        }
    }

    private ExitStatus end(Report report, DemoDatabase database) {
        report.failures().forEach(output::fail);
        output.document(report.json(output.options().verbose()).put("url", database.url()));
        return report.exitStatus();
    }

    private ExitStatus stay() {
        call.interruption().endBy(stopped::countDown, DemoCommand::interrupted);
        output.note(Text.of("PostgreSQL stays up until Ctrl-C."));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitStatus.INTERRUPTED;
    }
}
