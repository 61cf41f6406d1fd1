package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A child JVM that runs [OwnerProgram].
final class OwnerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private OwnerProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(UTF_8);
    }

    static OwnerProcess start(Path home, Path binaries, String... more) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), home, binaries, more);
    }

    static OwnerProcess start(
            List<String> prefix, String classPath, Path home, Path binaries, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        OwnerProgram.class.getName(),
                        home.toString(),
                        binaries.toString()));
        command.addAll(List.of(more));
        return new OwnerProcess(
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .directory(Path.of("/").toFile())
                        .start());
    }

    /// What it says next; empty when it ended.
    String line() throws IOException {
        String line = output.readLine();
        return line == null ? "" : line;
    }

    long pid() {
        return process.pid();
    }

    /// SIGKILL: no hook runs, nothing is tidied.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /// Lets it stop its server and end.
    void end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
