package dev.headrace.cli;

import dev.headrace.cli.CommandParser.Parsed;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `headrace` command.
public final class Headrace {
    static final String VERSION = "0.1.0";

    private final Environment environment;
    private final Output output;
    private final Interruption interruption;

    Headrace(Environment environment, Output output) {
        this.environment = environment;
        this.output = output;
        this.interruption = new Interruption(output);
    }

    /// Runs the command and ends the process with its status.
    public static void main(String[] typed) {
        Environment environment = Environment.ofProcess();
        String[] words = CommandWords.of(typed, environment.variables());
        Output output =
                new Output(
                        new FileOutputStream(FileDescriptor.out),
                        new FileOutputStream(FileDescriptor.err),
                        Screen.of(Screen.OUT, environment.variables()),
                        Screen.of(Screen.ERR, environment.variables()),
                        GlobalOptions.before(words, environment.variables()));
        Headrace headrace = new Headrace(environment, output);
        headrace.interruption.listen();
        System.exit(headrace.run(words));
    }

    /// Runs one command line; returns the status that the process ends with.
    int run(String[] words) {
        ExitStatus status;
        try {
            status = dispatch(words);
        } catch (Failure failure) {
            status = fail(failure);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            status = fail(unexpected(e));
        }
        output.endLiveLine();
        if (output.resultLost()) {
            output.fail(
                    Failure.of(
                            FailureCode.RESULT_UNWRITABLE,
                            "The result could not be written to standard output."));
            status = ExitStatus.worst(List.of(status, ExitStatus.FAILED));
        }
        return status == ExitStatus.INTERRUPTED ? interruption.status() : status.number();
    }

    private ExitStatus dispatch(String[] words) {
        CommandDefinition root = Commands.root();
        Parsed parsed = new CommandParser(root).parse(asHelpOption(words));
        GlobalOptions options = GlobalOptions.of(parsed.arguments(), environment.variables());
        @Nullable LogFile log = options.logFile() == null ? null : LogFile.open(options.logFile());
        output.use(options, log);
        LogBridge.connect(output, options.verbose() || log != null);
        if (parsed.arguments().has("--version")) {
            output.result(Text.of("headrace " + VERSION));
            output.document(Json.object().put("version", VERSION));
            return ExitStatus.DONE;
        }
        if (parsed.helpWanted() || parsed.command().equals(root)) {
            return help(parsed.command());
        }
        var action = parsed.command().action();
        if (action == null) {
            throw Usage.failure(
                    "%s needs a command: %s."
                            .formatted(
                                    parsed.command().name(),
                                    Usage.oneOf(
                                            parsed.command().shownCommands().stream()
                                                    .map(CommandDefinition::word)
                                                    .toList())),
                    "See " + parsed.command().name() + " --help.");
        }
        return action.apply(
                new Invocation(root, parsed.arguments(), output, environment, interruption));
    }

    /// `help load` means `load --help`.
    private static String[] asHelpOption(String[] words) {
        if (words.length == 0 || !words[0].equals("help")) {
            return words;
        }
        String[] asOption = Arrays.copyOfRange(words, 1, words.length + 1);
        asOption[words.length - 1] = "--help";
        return asOption;
    }

    private ExitStatus help(CommandDefinition command) {
        Text text = HelpText.of(command, output.outWidth());
        output.result(text);
        output.document(Json.object().put("help", text.toString()));
        return ExitStatus.DONE;
    }

    private ExitStatus fail(Failure failure) {
        output.endLiveLine();
        output.fail(failure);
        output.document(Report.failed("failed", failure));
        return ExitStatus.of(failure);
    }

    /// What nobody foresaw is a defect of ours.
    static Failure unexpected(Throwable cause) {
        String sentence =
                cause instanceof OutOfMemoryError
                        ? "Headrace ran out of memory."
                        : "Headrace ran into a defect of its own.";
        return Failure.of(
                new Failure.Words(
                        FailureCode.INTERNAL,
                        sentence,
                        null,
                        cause instanceof OutOfMemoryError
                                ? "Give it more, HEADRACE_JAVA_OPTS=-Xmx1g, and report it."
                                : FailureCode.INTERNAL.advice(),
                        FailurePlace.UNKNOWN),
                cause);
    }
}
