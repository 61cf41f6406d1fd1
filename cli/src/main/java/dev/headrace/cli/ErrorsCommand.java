package dev.headrace.cli;

import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// `headrace errors`: every code with its kind and advice, or the steps at which a crash test may
/// halt the process.
final class ErrorsCommand {
    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace errors",
                    "Lists every failure code with its kind, exit status and advice. Codes are"
                            + " stable: scripts may match on them.",
                    null,
                    List.of(
                            new OptionGroup(
                                    "What to list",
                                    CommandOption.flag(
                                            "--steps",
                                            "The steps of a load at which HEADRACE_CRASH_AT=STEP[:N]"
                                                    + " halts the process, for crash tests"))),
                    List.of(
                            new CommandDefinition.Example(
                                    "What every code means", "headrace errors"),
                            new CommandDefinition.Example(
                                    "Crash at the second commit of a load",
                                    "HEADRACE_CRASH_AT=COMMITTED:2 headrace load orders.csv --to"
                                            + " warehouse")),
                    List.of(),
                    false,
                    ErrorsCommand::run);

    private ErrorsCommand() {}

    private static ExitStatus run(Invocation call) {
        if (call.arguments().has("--steps")) {
            listSteps(call.output());
        } else {
            listCodes(call.output());
        }
        return ExitStatus.DONE;
    }

    private static void listSteps(Output output) {
        List<String> steps = Stream.of(CrashPoint.values()).map(CrashPoint::name).toList();
        output.result(Text.empty().lines(String.join("\n", steps)));
        output.document(Json.object().put("steps", steps));
    }

    private static void listCodes(Output output) {
        List<Json.Members> documents = new ArrayList<>();
        Text text = Text.empty().dim("%-26s %-10s %s".formatted("code", "kind", "exit"));
        int width = Math.min(output.outWidth(), 100);
        for (FailureCode code : FailureCode.values()) {
            int exit = ExitStatus.of(Failure.of(code, "")).number();
            documents.add(
                    Json.object()
                            .put("code", code.name())
                            .put("kind", code.kind().label())
                            .put("exit_status", exit)
                            .put("advice", code.advice()));
            text.newLine()
                    .bold("%-26s".formatted(code.name()))
                    .add(" %-10s %d".formatted(code.kind().label(), exit));
            for (String line : HelpText.wrap(code.advice(), width - 4)) {
                text.newLine().add("    " + line);
            }
        }
        output.result(text);
        output.document(Json.object().put("errors", documents));
    }
}
