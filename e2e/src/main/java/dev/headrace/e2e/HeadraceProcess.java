package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A child that runs `./headrace`. Closing kills what still runs and removes its captured output.
public final class HeadraceProcess implements AutoCloseable {
    /// How often the child's peak memory is read. The kernel keeps the peak, so only what is
    /// allocated within the last moment of its life can be missed.
    private static final Duration MEMORY_POLL = Duration.ofMillis(15);

    private final HeadraceCommand command;
    private final Process process;
    private final Path outputs;
    private final long startedNanos = System.nanoTime();
    private final Thread feeder;
    private long peakBytes;

    HeadraceProcess(HeadraceCommand command, Process process, Path outputs) {
        this.command = command;
        this.process = process;
        this.outputs = outputs;
        this.feeder = Thread.ofVirtual().start(this::feed);
    }

    private void feed() {
        try (OutputStream out = process.getOutputStream()) {
            command.input().writeTo(out);
        } catch (IOException _) {
            // The child ended before it had read everything: its exit status says why.
        }
    }

    /// The launcher's, which the program takes over.
    public long pid() {
        return process.pid();
    }

    /// SIGKILL, as a crash or the out-of-memory killer would.
    public void kill() {
        process.destroyForcibly();
    }

    /// SIGTERM.
    public void terminate() {
        process.destroy();
    }

    /// SIGINT, as Ctrl-C does.
    public void interrupt() {
        signal("INT");
    }

    /// SIGSTOP: the process is there and does nothing.
    public void freeze() {
        signal("STOP");
    }

    /// SIGCONT.
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new IllegalStateException("cannot signal the child", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// Waits at most that long; true when it has ended.
    public boolean endsWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                readPeak();
                if (process.waitFor(MEMORY_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// Waits for its end. A child that outlives its time is killed and reported as such.
    public HeadraceRun await() {
        if (!endsWithin(command.timeout())) {
            kill();
            endsWithin(Duration.ofSeconds(10));
            throw new IllegalStateException(
                    "%s did not end within %s.%n%s"
                            .formatted(command, command.timeout(), errors()));
        }
        return new HeadraceRun(
                command.toString(),
                process.exitValue(),
                read("stdout"),
                read("stderr"),
                Duration.ofNanos(System.nanoTime() - startedNanos),
                peakBytes);
    }

    /// What it has written to standard output so far.
    public String output() {
        return read("stdout");
    }

    /// What it has written to standard error so far.
    public String errors() {
        return read("stderr");
    }

    private void readPeak() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    long kib = Long.parseLong(line.replaceAll("[^0-9]", ""));
                    peakBytes = Math.max(peakBytes, kib * 1024);
                }
            }
        } catch (IOException _) {
            // It has just ended.
        }
    }

    private String read(String name) {
        try {
            return new String(Files.readAllBytes(outputs.resolve(name)), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the child's output", e);
        }
    }

    @Override
    public void close() {
        kill();
        endsWithin(Duration.ofSeconds(10));
        feeder.interrupt();
        try {
            Files.deleteIfExists(outputs.resolve("stdout"));
            Files.deleteIfExists(outputs.resolve("stderr"));
            Files.deleteIfExists(outputs);
        } catch (IOException e) {
            throw new IllegalStateException("cannot remove the child's output", e);
        }
    }
}
