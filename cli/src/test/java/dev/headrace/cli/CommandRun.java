package dev.headrace.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// One run of the command inside the test's own process.
record CommandRun(int status, String out, String err) {

    static CommandRun of(Map<String, String> variables, Path home, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Output output =
                new Output(
                        out,
                        err,
                        Screen.ofFile(variables),
                        Screen.ofFile(variables),
                        GlobalOptions.before(words, variables));
        int status = new Headrace(new Environment(variables, home, "tester"), output).run(words);
        return new CommandRun(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    static CommandRun of(String... words) {
        return of(Map.of(), Path.of("/nonexistent"), words);
    }
}
