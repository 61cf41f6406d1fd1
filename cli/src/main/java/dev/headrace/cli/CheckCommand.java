package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.destination.postgres.PostgresSetup;
import dev.headrace.destination.postgres.SetupOptions;
import dev.headrace.failure.FailureCode;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `headrace check`: whether a database can be a destination, and if not, what to change.
final class CheckCommand {
    private static final Duration TIME_MAX = Duration.ofMinutes(10);

    private static final OptionGroup WHERE =
            new OptionGroup(
                    "What to check",
                    ConnectionOptions.TO,
                    CommandOption.value(
                            "--schema",
                            "NAME",
                            "Look at this schema too, where it is there already: whether its tables"
                                    + " can be altered"),
                    CommandOption.value("--timeout", "SECONDS", "How long one test may take (15)"));

    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace check",
                    "Tests whether a database can be loaded to, and says what to change if not."
                            + " Nothing of the test stays there.",
                    null,
                    List.of(WHERE, ConnectionOptions.WAY, ConnectionOptions.TRUST),
                    List.of(
                            new Example(
                                    "A database that is reached directly",
                                    "headrace check --to postgresql://loader@db.example.org/shop"),
                            new Example(
                                    "Through a bastion that reaches it",
                                    "headrace check --to postgresql://loader@10.0.0.5/shop --ssh"
                                            + " tunnel@bastion.example.org"),
                            new Example("For a script", "headrace check --to warehouse --json")),
                    List.of(),
                    false,
                    call -> new CheckCommand(call).run());

    private final Invocation call;
    private final Output output;

    private CheckCommand(Invocation call) {
        this.call = call;
        this.output = call.output();
    }

    private ExitStatus run() {
        ChosenDestination to = ConnectionOptions.of(call).choose("headrace check");
        SetupOptions options = options();
        DestinationConnection.leavePasswordFileToUs();
        long begin = System.nanoTime();
        SetupReport report = test(to, options);
        if (passwordMissing(report, to)) {
            Optional<DatabaseAddress> asked =
                    DestinationAddress.askPassword(to.connection().address());
            if (asked.isPresent()) {
                output.note(Text.of("Once more, with the password:"));
                report = test(to.with(asked.get()), options);
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        CheckReport result = new CheckReport(report, took, call.interruption().requested());
        output.endLiveLine();
        if (!output.options().quiet()) {
            output.result(CheckText.end(result));
        }
        output.document(result.json());
        return result.exitStatus();
    }

    private SetupOptions options() {
        SetupOptions options =
                call.arguments()
                        .value("--timeout")
                        .map(text ->
                                Quantities.time("--timeout", text, Duration.ofSeconds(1), TIME_MAX))
                        .map(SetupOptions.standard()::withTestTime)
                        .orElse(SetupOptions.standard());
        return options.withSchema(call.arguments().value("--schema").orElse(null));
    }

    private SetupReport test(ChosenDestination to, SetupOptions options) {
        try (CheckProgress progress = new CheckProgress(output)) {
            PostgresSetup setup =
                    new PostgresSetup(
                            to.connection(),
                            to.surroundings(),
                            progress,
                            progress.pausing(TerminalChoice.of(to.trust(), output)),
                            options);
            call.interruption().endBy(setup::cancel, CheckReport::interruptedDocument);
            return setup.run();
        }
    }

    private static boolean passwordMissing(SetupReport report, ChosenDestination to) {
        return to.connection().address().password() == null
                && report.results().stream()
                        .anyMatch(result ->
                                result.test() == SetupTest.DATABASE
                                        && result.status() == SetupStatus.FAILED
                                        && FailureCode.AUTHENTICATION_FAILED
                                                .name()
                                                .equals(result.code()));
    }
}
