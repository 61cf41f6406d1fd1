package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.cli.CommandDefinition.Positional;
import dev.headrace.failure.Failure;
import java.util.List;

/// `headrace completion`: the script that lets a shell complete commands and options.
final class CompletionCommand {
    private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace completion",
                    "Prints the script that lets a shell complete commands and options.",
                    new Positional("SHELL", "bash, zsh or fish", 1, 1),
                    List.of(),
                    List.of(
                            new Example("bash, now", "source <(headrace completion bash)"),
                            new Example(
                                    "zsh, for good",
                                    "headrace completion zsh > \"${fpath[1]}/_headrace\""),
                            new Example(
                                    "fish, for good",
                                    "headrace completion fish >"
                                            + " ~/.config/fish/completions/headrace.fish")),
                    List.of(),
                    false,
                    CompletionCommand::run);

    private CompletionCommand() {}

    /// As words of a shell.
    static String shells() {
        return String.join(" ", SHELLS);
    }

    private static ExitStatus run(Invocation call) {
        String shell = call.arguments().positionals().getFirst();
        CompletionScript script = new CompletionScript(call.root());
        String text =
                switch (shell) {
                    case "bash" -> script.bash();
                    case "zsh" -> script.zsh();
                    case "fish" -> script.fish();
                    default -> throw unknown(shell);
                };
        call.output().result(Text.empty().lines(text.strip()));
        call.output().document(Json.object().put("shell", shell).put("script", text));
        return ExitStatus.DONE;
    }

    private static Failure unknown(String shell) {
        return Usage.failure(
                "There is no completion for '%s'.".formatted(shell),
                "Choose " + Usage.oneOf(SHELLS) + ".");
    }
}
