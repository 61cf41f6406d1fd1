package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Short-lived programs of the system and of PostgreSQL: find one, run it, read what it said.
final class Command {
    /// What is kept of a program's words; `initdb` says about 2 KB.
    private static final int OUTPUT_BYTES_MAX = 64 * 1024;

    private static final List<String> USUAL_FOLDERS =
            List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin");

    /// How a program ended.
    ///
    /// @param exit its status, or -1 when it was ended because its time was up
    /// @param output standard output and error together
    record Result(int exit, String output) {
        boolean succeeded() {
            return exit == 0;
        }
    }

    private Command() {}

    /// The program of that name on the path or in the usual folders.
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), USUAL_FOLDERS.stream())
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// A builder with an environment of our own: nothing of `PG…` leaks in, messages are English.
    static ProcessBuilder prepare(List<String> command, Path directory) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", String.join(":", USUAL_FOLDERS));
        Optional<String> timeZone = Optional.ofNullable(environment.get("TZ"));
        environment.clear();
        environment.put("PATH", path);
        environment.put("LC_ALL", "C");
        timeZone.ifPresent(zone -> environment.put("TZ", zone));
        return builder;
    }

    /// Runs a program to its end, with `input` on its standard input.
    static Result run(List<String> command, Path directory, String input, Duration timeout)
            throws IOException {
        Process process = prepare(command, directory).redirectErrorStream(true).start();
        Thread timer = Thread.ofVirtual().start(() -> endAfter(process, timeout));
        try (InputStream words = process.getInputStream()) {
            feed(process, input);
            byte[] output = words.readNBytes(OUTPUT_BYTES_MAX);
            words.transferTo(OutputStream.nullOutputStream());
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Result(ended ? process.exitValue() : -1, new String(output, UTF_8).strip());
        } catch (InterruptedException e) {
            throw EmbeddedPostgresFailure.interrupted("running " + command.getFirst());
        } finally {
            timer.interrupt();
            process.destroyForcibly();
        }
    }

    private static void feed(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(UTF_8));
        } catch (IOException e) {
            // It ended without reading: its status and words say why, better than a broken pipe
            // does.
            return;
        }
    }

    private static void endAfter(Process process, Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
