package dev.headrace.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A first load beside `psql \copy`: same server, same file, same types, durable and logged.
///
/// Timed from process start to exit. Pairs alternate, since machines drift; what counts is the
/// median of the pairs' ratios. The tables are compared both ways.
final class LoadBench {
    private static final double RATIO_MAX = 0.85;
    private static final long PEAK_BYTES_MAX = 384L << 20;
    private static final Duration HELP_MAX = Duration.ofMillis(400);
    private static final Duration ONE_ROW_MAX = Duration.ofMillis(1500);
    private static final int START_UPS = 7;

    /// Below, the start of the JVM decides and not the load.
    private static final long ROWS_JUDGED_MIN = 10_000_000;

    private static final long MEMORY_FILE_BYTES = 100L << 20;

    private final Settings settings;
    private final PrintStream out;
    private boolean met = true;

    LoadBench(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /// What is measured.
    ///
    /// @param rows of the narrow CSV, 0 for none
    /// @param pipeBytes of a load from a pipe whose memory is watched, 0 for none
    record Settings(
            long rows,
            int pairs,
            long pipeBytes,
            boolean shuffled,
            boolean embedded,
            Path directory) {
        static final Settings DEFAULT =
                new Settings(
                        ROWS_JUDGED_MIN,
                        5,
                        0,
                        false,
                        false,
                        Path.of(System.getProperty("java.io.tmpdir", "/tmp")));

        Settings withRows(long n) {
            return new Settings(n, pairs, pipeBytes, shuffled, embedded, directory);
        }

        Settings withPairs(int n) {
            return new Settings(rows, n, pipeBytes, shuffled, embedded, directory);
        }

        Settings withPipeBytes(long n) {
            return new Settings(rows, pairs, n, shuffled, embedded, directory);
        }

        Settings withShuffled(boolean yes) {
            return new Settings(rows, pairs, pipeBytes, yes, embedded, directory);
        }

        Settings withEmbedded(boolean yes) {
            return new Settings(rows, pairs, pipeBytes, shuffled, yes, directory);
        }

        Settings withDirectory(Path folder) {
            return new Settings(rows, pairs, pipeBytes, shuffled, embedded, folder);
        }
    }

    /// Measures and prints; true when every target that was judged is met and the tables are equal.
    boolean run() {
        try {
            Path directory = Files.createTempDirectory(settings.directory(), "headrace-bench-");
            try (BenchServer server = BenchServer.start(directory, settings.embedded())) {
                printSurroundings(server);
                startUp(server, directory);
                if (settings.rows() > 0) {
                    pairs(server, directory);
                    memory(server, directory);
                }
                if (settings.pipeBytes() > 0) {
                    pipe(server, directory);
                }
            } finally {
                removeAll(directory);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot measure", e);
        }
        return met;
    }

    private void printSurroundings(BenchServer server) throws IOException {
        String processor =
                Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .map(line -> line.replaceAll(".*:\\s*", ""))
                        .orElse("unknown processor");
        String memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst();
        out.printf(
                "machine   %d cores, %s, %s%n",
                Runtime.getRuntime().availableProcessors(),
                processor,
                memory.replaceAll("\\s+", " "));
        out.printf("java      %s%n", System.getProperty("java.runtime.version"));
        out.printf("server    %s%n", server.ask("SELECT version()"));
        out.printf("settings  %s%n", BenchServer.SETTINGS);
    }

    // Start-up

    private void startUp(BenchServer server, Path directory) throws IOException {
        headrace(server, _ -> {}, "load", "--help").orFail();
        Duration help = median(() -> headrace(server, _ -> {}, "load", "--help").orFail().took());
        judge("load --help", seconds(help), "< 0.4 s", help.compareTo(HELP_MAX) < 0);
        Path one = directory.resolve("one.csv");
        Files.writeString(one, "id,name\n1,one\n");
        Duration row =
                median(() -> {
                    server.execute("DROP TABLE IF EXISTS bench.one");
                    return load(server, one, "one").orFail().took();
                });
        judge("a load of one row", seconds(row), "< 1.5 s", row.compareTo(ONE_ROW_MAX) < 0);
    }

    private static Duration median(Supplier<Duration> measured) {
        List<Duration> all = new ArrayList<>();
        for (int i = 0; i < START_UPS; i++) {
            all.add(measured.get());
        }
        all.sort(Comparator.naturalOrder());
        return all.get(START_UPS / 2);
    }

    // Beside psql

    private void pairs(BenchServer server, Path directory) throws IOException {
        Path file = directory.resolve("narrow.csv");
        long bytes = write(file, settings.rows(), Long.MAX_VALUE);
        out.printf(
                "input     %d rows, %d MB, ids %s; columns: %s%n",
                settings.rows(),
                bytes / 1_000_000,
                settings.shuffled() ? "shuffled" : "ascending",
                NarrowRows.COLUMNS);
        List<Double> ratios = new ArrayList<>();
        for (int i = 1; i <= settings.pairs(); i++) {
            // Whoever goes first has the cleaner machine, so they take turns.
            Child psql = i % 2 == 1 ? psql(server, file) : null;
            Child ours = headraceNarrow(server, file);
            if (psql == null) {
                psql = psql(server, file);
            }
            double ratio = (double) ours.took().toNanos() / psql.took().toNanos();
            ratios.add(ratio);
            out.printf(
                    "pair %d    psql %s, headrace %s (its own CPU %s, peak %d MB), ratio %.3f%n",
                    i,
                    seconds(psql.took()),
                    seconds(ours.took()),
                    seconds(ours.cpu()),
                    ours.peakBytes() >> 20,
                    ratio);
            compareCounts(server);
        }
        compare(server);
        ratios.sort(Comparator.naturalOrder());
        double median = ratios.get(ratios.size() / 2);
        String text = "%.3f (%.3f to %.3f)".formatted(median, ratios.getFirst(), ratios.getLast());
        if (settings.rows() >= ROWS_JUDGED_MIN) {
            judge("first load, median ratio", text, "<= 0.85", median <= RATIO_MAX);
        } else {
            out.printf("first load, median ratio: %s (too few rows to judge)%n", text);
        }
    }

    private Child psql(BenchServer server, Path file) {
        server.execute(
                "CREATE SCHEMA IF NOT EXISTS bench",
                "DROP TABLE IF EXISTS bench.rival",
                "CREATE TABLE bench.rival (" + NarrowRows.COLUMNS + ")",
                "CHECKPOINT");
        return Child.run(
                        List.of(
                                "psql",
                                "-X",
                                "-q",
                                "-v",
                                "ON_ERROR_STOP=1",
                                "-c",
                                "\\copy bench.rival from '" + file + "' (format csv, header)",
                                "-c",
                                "ALTER TABLE bench.rival ADD PRIMARY KEY (id)",
                                server.url()),
                        server.environment(),
                        _ -> {})
                .orFail();
    }

    private Child headraceNarrow(BenchServer server, Path file) {
        server.execute("DROP TABLE IF EXISTS bench.narrow", "CHECKPOINT");
        return load(server, file, "narrow").orFail();
    }

    private static Child load(BenchServer server, Path file, String table) {
        return headrace(
                server,
                _ -> {},
                "load",
                file.toString(),
                "--table",
                table,
                "--schema",
                "bench",
                "--primary-key",
                "id",
                "--quiet",
                "--to",
                server.url());
    }

    private static Child headrace(BenchServer server, Child.Feed feed, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("headrace.root", "."), "headrace").toString());
        command.addAll(List.of(arguments));
        return Child.run(command, server.environment(), feed);
    }

    private void compareCounts(BenchServer server) {
        String counts =
                server.ask(
                        "SELECT (SELECT count(*) FROM bench.narrow) || ' '"
                                + " || (SELECT count(*) FROM bench.rival)");
        String expected = settings.rows() + " " + settings.rows();
        if (!counts.equals(expected)) {
            throw new IllegalStateException(
                    "rows: expected %s, found %s".formatted(expected, counts));
        }
    }

    private void compare(BenchServer server) {
        String names = NarrowRows.HEADER.strip();
        String differing =
                server.ask(
                        """
                        SELECT (SELECT count(*) FROM (SELECT %1$s FROM bench.narrow
                                                      EXCEPT SELECT %1$s FROM bench.rival) a)
                             + (SELECT count(*) FROM (SELECT %1$s FROM bench.rival
                                                      EXCEPT SELECT %1$s FROM bench.narrow) b)
                        """
                                .formatted(names));
        judge("rows that differ, both ways", differing, "0", differing.equals("0"));
    }

    // Memory

    private void memory(BenchServer server, Path directory) throws IOException {
        Path file = directory.resolve("hundred.csv");
        write(file, Long.MAX_VALUE, MEMORY_FILE_BYTES);
        server.execute("DROP TABLE IF EXISTS bench.hundred");
        Child child = load(server, file, "hundred").orFail();
        judgePeak("peak memory, 100 MB file", child);
        Files.delete(file);
    }

    private void pipe(BenchServer server, Path directory) {
        server.execute("DROP TABLE IF EXISTS bench.piped");
        Child child =
                headrace(
                                server,
                                pipe ->
                                        new NarrowRows(settings.shuffled())
                                                .writeTo(
                                                        pipe,
                                                        Long.MAX_VALUE >> 1,
                                                        settings.pipeBytes()),
                                "load",
                                "-",
                                "--format",
                                "csv",
                                "--table",
                                "piped",
                                "--schema",
                                "bench",
                                "--primary-key",
                                "id",
                                "--quiet",
                                "--to",
                                server.url())
                        .orFail();
        out.printf(
                "pipe      %d MB in %s, %s rows; work in %s%n",
                settings.pipeBytes() / 1_000_000,
                seconds(child.took()),
                server.ask("SELECT count(*) FROM bench.piped"),
                directory);
        judgePeak("peak memory, pipe", child);
    }

    private void judgePeak(String what, Child child) {
        judge(
                what,
                "%d MB".formatted(child.peakBytes() >> 20),
                "<= 384 MB",
                child.peakBytes() <= PEAK_BYTES_MAX);
    }

    private void judge(String what, String found, String target, boolean good) {
        met &= good;
        out.printf("%-28s %s (target %s) %s%n", what, found, target, good ? "met" : "MISSED");
    }

    private long write(Path file, long rows, long bytesMax) throws IOException {
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            return new NarrowRows(settings.shuffled()).writeTo(stream, rows, bytesMax);
        }
    }

    private static String seconds(Duration duration) {
        return "%.2f s".formatted(duration.toMillis() / 1000.0);
    }

    static void removeAll(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
