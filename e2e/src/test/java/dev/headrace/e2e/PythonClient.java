package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A published Python client that a small driver runs: a line of JSON in, a line of JSON out.
/// `./dev test` has installed the clients; without them the tests fail and say so.
final class PythonClient implements AutoCloseable {
    /// Loggers write to standard output as well.
    private static final String ANSWER = "answer:";

    private final Path home;
    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;

    private PythonClient(Path home, Process process) {
        this.home = home;
        this.process = process;
        this.answers = process.inputReader(UTF_8);
        this.questions = process.outputWriter(UTF_8);
    }

    /// @param driver name of a resource
    static PythonClient start(String driver, Map<String, String> environment) {
        Path installed =
                Path.of(System.getProperty("headrace.root", ""), ".headrace-build", "clients");
        if (!Files.exists(installed.resolve("installed"))) {
            throw new AssertionError(
                    "The clients are not in %s: run ./dev clients".formatted(installed));
        }
        Path python = installed.resolve("bin/python");
        try {
            Path home = Files.createTempDirectory("headrace-e2e-client-");
            Path program = home.resolve(driver);
            try (InputStream text = PythonClient.class.getResourceAsStream(driver)) {
                if (text == null) {
                    throw new AssertionError("no resource " + driver);
                }
                Files.copy(text, program);
            }
            ProcessBuilder builder = new ProcessBuilder(python.toString(), program.toString());
            builder.environment().putAll(environment);
            builder.environment().put("HOME", home.toString());
            builder.environment().put("AIRFLOW_HOME", home.toString());
            builder.environment().put("DO_NOT_TRACK", "1");
            builder.redirectError(home.resolve("stderr").toFile());
            return new PythonClient(home, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Asks, and waits for the answer.
    JsonNode ask(Object question) {
        try {
            questions.write(JsonMapper.shared().writeValueAsString(question));
            questions.write('\n');
            questions.flush();
            String line = answers.readLine();
            while (line != null && !line.startsWith(ANSWER)) {
                line = answers.readLine();
            }
            if (line == null) {
                throw new AssertionError(
                        "The client ended:\n" + Files.readString(home.resolve("stderr")));
            }
            return JsonMapper.shared().readTree(line.substring(ANSWER.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        TestServer.removeAll(home);
    }
}
