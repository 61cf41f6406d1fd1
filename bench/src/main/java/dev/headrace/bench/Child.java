package dev.headrace.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A process that is timed from its start to its end.
///
/// @param took wall clock
/// @param cpu of the process itself, as last read
/// @param peakBytes most resident memory
record Child(int exit, Duration took, Duration cpu, long peakBytes, String output) {
    /// The kernel keeps the peak; what is allocated in the last moment of a life can be missed.
    private static final int POLL_MILLIS = 10;

    private static final long TICKS_PER_SECOND = 100;

    /// Writes the child's standard input; the stream is closed after it.
    @FunctionalInterface
    interface Feed {
        void writeTo(OutputStream out) throws IOException;
    }

    static Child run(List<String> command, Map<String, String> environment, Feed feed) {
        try {
            Path output = Files.createTempFile("headrace-bench-", ".out");
            try {
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().putAll(environment);
                builder.redirectErrorStream(true).redirectOutput(output.toFile());
                long started = System.nanoTime();
                Process process = builder.start();
                Thread feeder = Thread.ofPlatform().start(() -> feed(process, feed));
                Usage usage = watch(process);
                Duration took = Duration.ofNanos(System.nanoTime() - started);
                feeder.join();
                return new Child(
                        process.exitValue(),
                        took,
                        Duration.ofMillis(usage.ticks * 1000 / TICKS_PER_SECOND),
                        usage.peakBytes,
                        Files.readString(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + command.getFirst(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Fails with what the child said unless it ended well.
    Child orFail() {
        if (exit != 0) {
            throw new IllegalStateException("exit %d: %s".formatted(exit, output.strip()));
        }
        return this;
    }

    private static void feed(Process process, Feed feed) {
        try (OutputStream out = process.getOutputStream()) {
            feed.writeTo(out);
        } catch (IOException _) {
            // It ended before it had read everything: its exit status says why.
        }
    }

    private static final class Usage {
        private long peakBytes;
        private long ticks;
    }

    private static Usage watch(Process process) throws InterruptedException {
        Usage usage = new Usage();
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            try {
                for (String line : Files.readAllLines(proc.resolve("status"))) {
                    if (line.startsWith("VmHWM:")) {
                        long kib = Long.parseLong(line.replaceAll("[^0-9]", ""));
                        usage.peakBytes = Math.max(usage.peakBytes, kib * 1024);
                    }
                }
                usage.ticks = ticks(Files.readString(proc.resolve("stat")));
            } catch (IOException _) {
                // It has just ended.
            }
        }
        return usage;
    }

    /// User and system time: the 14th and 15th field, counted behind the name in parentheses.
    private static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
