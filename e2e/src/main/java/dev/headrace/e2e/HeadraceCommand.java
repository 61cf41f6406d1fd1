package dev.headrace.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A run of `./headrace` to be started: arguments, environment, standard input. Immutable.
///
/// The launcher itself is run, as a user does, so that signals, exit statuses and start-up are the
/// real ones. Only the environment given here is added to the inherited one.
public final class HeadraceCommand {
    /// Far more than any run of these tests takes; a hanging child must not hang the build.
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final List<String> arguments;
    private final Map<String, String> environment;
    private final StandardInput input;
    private final Duration timeout;

    private HeadraceCommand(
            List<String> arguments,
            Map<String, String> environment,
            StandardInput input,
            Duration timeout) {
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
        this.input = input;
        this.timeout = timeout;
    }

    public static HeadraceCommand of(String... arguments) {
        return of(List.of(arguments));
    }

    public static HeadraceCommand of(List<String> arguments) {
        return new HeadraceCommand(arguments, Map.of(), StandardInput.nothing(), TIMEOUT);
    }

    /// More arguments, at the end.
    public HeadraceCommand plus(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new HeadraceCommand(all, environment, input, timeout);
    }

    /// One more variable of the environment.
    public HeadraceCommand with(String name, String value) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(name, value);
        return new HeadraceCommand(arguments, all, input, timeout);
    }

    /// Halts itself at the step's nth pass, spelled `STEP` or `STEP:n`.
    public HeadraceCommand crashingAt(String step) {
        return with("HEADRACE_CRASH_AT", step);
    }

    public HeadraceCommand fedBy(StandardInput bytes) {
        return new HeadraceCommand(arguments, environment, bytes, timeout);
    }

    public HeadraceCommand within(Duration patience) {
        return new HeadraceCommand(arguments, environment, input, patience);
    }

    List<String> arguments() {
        return arguments;
    }

    StandardInput input() {
        return input;
    }

    Duration timeout() {
        return timeout;
    }

    /// Starts the child; the caller ends it.
    public HeadraceProcess start() {
        try {
            Path outputs = Files.createTempDirectory("headrace-run-");
            // Whoever runs the tests in the background has SIGINT ignored, and children inherit
            // that.
            List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,HUP,TERM"));
            command.add(launcher().toString());
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            builder.redirectOutput(outputs.resolve("stdout").toFile());
            builder.redirectError(outputs.resolve("stderr").toFile());
            return new HeadraceProcess(this, builder.start(), outputs);
        } catch (IOException e) {
            throw new IllegalStateException("cannot start ./headrace", e);
        }
    }

    /// Runs it to its end.
    public HeadraceRun run() {
        try (HeadraceProcess process = start()) {
            return process.await();
        }
    }

    private static Path launcher() {
        String root = System.getProperty("headrace.root", "");
        Path launcher = Path.of(root, "headrace");
        if (root.isEmpty() || !Files.isExecutable(launcher)) {
            throw new IllegalStateException(
                    "No launcher at %s; set -Dheadrace.root to the checkout.".formatted(launcher));
        }
        return launcher.toAbsolutePath();
    }

    /// As it could be typed, passwords left out.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        environment.forEach(
                (name, value) -> text.append(name).append('=').append(value).append(' '));
        text.append("./headrace");
        for (String argument : arguments) {
            text.append(' ').append(argument.replaceAll("://([^:/@]*):[^@]*@", "://$1:***@"));
        }
        return text.toString();
    }
}
