package dev.headrace.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `headrace` command.
@Command(
        name = "headrace",
        description = "Moves data from any source into PostgreSQL.",
        mixinStandardHelpOptions = true,
        version = "headrace 0.1.0")
public final class Headrace implements Runnable {
    /// Runs the command and ends the process with its status.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Headrace()).execute(args));
    }

    /// What the launcher runs once after a build to record which classes a start-up needs.
    @Command(name = "aot-train", hidden = true)
    void train() {
        run();
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
