package dev.headrace.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The options that every command has.
///
/// @param logFile where to write a log, null for none
record GlobalOptions(
        boolean json,
        boolean quiet,
        boolean verbose,
        ProgressStyle progress,
        boolean color,
        @Nullable String logFile) {

    /// How a command tells how far it is.
    enum ProgressStyle {
        /// One line that is redrawn, on a terminal; lines else.
        AUTO,
        PLAIN,
        OFF
    }

    static final OptionGroup GROUP =
            new OptionGroup(
                    "Everywhere",
                    CommandOption.flag("--json", "Print the result as one JSON document"),
                    CommandOption.flag(
                            "--quiet",
                            "Print nothing but the result of --json, warnings and errors"),
                    CommandOption.flag(
                            "--verbose", "Print what is done in detail, and stack traces"),
                    CommandOption.choice(
                            "--progress",
                            "How progress is shown on standard error (auto: a live line on a terminal, else a line now and then)",
                            "auto",
                            "plain",
                            "off"),
                    CommandOption.flag(
                            "--no-color", "No colours; NO_COLOR in the environment says the same"),
                    CommandOption.value("--log-file", "FILE", "Append a detailed log to FILE"),
                    CommandOption.flag("--help", "Show this help"));

    static GlobalOptions of(Arguments arguments, Map<String, String> environment) {
        boolean plainTerminal =
                environment.getOrDefault("TERM", "").equals("dumb")
                        || !environment.getOrDefault("NO_COLOR", "").isEmpty();
        ProgressStyle progress =
                switch (arguments.value("--progress").orElse("auto")) {
                    case "plain" -> ProgressStyle.PLAIN;
                    case "off" -> ProgressStyle.OFF;
                    default -> ProgressStyle.AUTO;
                };
        return new GlobalOptions(
                arguments.has("--json"),
                arguments.has("--quiet"),
                arguments.has("--verbose"),
                progress,
                !plainTerminal && !arguments.has("--no-color"),
                arguments.value("--log-file").orElse(null));
    }

    /// What holds until the command line is understood: only whether it has `--json`, so that even
    /// a command line that cannot be understood is answered as it asks.
    static GlobalOptions before(String[] words, Map<String, String> environment) {
        boolean json = false;
        boolean color = environment.getOrDefault("NO_COLOR", "").isEmpty();
        for (String word : words) {
            if (word.equals("--")) {
                break;
            }
            json |= word.equals("--json");
            color &= !word.equals("--no-color");
        }
        return new GlobalOptions(json, false, false, ProgressStyle.AUTO, color, null);
    }
}
