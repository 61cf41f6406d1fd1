package dev.headrace.bench;

import dev.headrace.model.BadRow;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Operation;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.TableReader;
import dev.headrace.source.file.FileSource;
import dev.headrace.source.file.FileSourceOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// How fast a file becomes typed values, without any server: one thread, into a sink that only adds
/// up what it gets. Reports every round and a check sum, which tells whether two versions read the
/// same values.
///
/// Arguments: a file to read, or a number of narrow rows (10 million when none is given).
public final class ParseBenchmark {
    private static final long ROWS = 10_000_000;
    private static final int ROUNDS = 5;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ParseBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path given = Path.of(arguments.length > 0 ? arguments[0] : String.valueOf(ROWS));
        if (Files.exists(given)) {
            measure(given.toAbsolutePath(), System.out);
            return;
        }
        Path file = Files.createTempFile("headrace-narrow", ".csv");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                new NarrowRows(false)
                        .writeTo(out, Long.parseLong(given.toString()), Long.MAX_VALUE);
            }
            measure(file, System.out);
        } finally {
            Files.delete(file);
        }
    }

    private static void measure(Path file, PrintStream out) throws IOException {
        double megabytes = Files.size(file) / 1e6;
        for (int round = 1; round <= ROUNDS; round++) {
            AddingSink sink = new AddingSink();
            long begun = System.nanoTime();
            long cpuBegun = THREADS.getCurrentThreadCpuTime();
            read(file, sink);
            double seconds = (System.nanoTime() - begun) / 1e9;
            double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - cpuBegun) / 1e9;
            out.printf(
                    Locale.ROOT,
                    "round %d: %.2f s, %.0f MB/s; of a core %.2f s, %.0f MB/s; %,d rows, sum %016x%n",
                    round,
                    seconds,
                    megabytes / seconds,
                    cpuSeconds,
                    megabytes / cpuSeconds,
                    sink.rows,
                    sink.sum);
        }
    }

    private static void read(Path file, AddingSink sink) {
        FileSourceOptions options =
                FileSourceOptions.of(List.of(file.toString()), Path.of("").toAbsolutePath());
        try (Source source = new FileSource(options);
                TableReader reader =
                        source.open(source.tables().getFirst(), ReadRequest.firstLoad())) {
            ReadOutcome outcome;
            do {
                outcome = reader.read(sink);
                reader.takeCheckpoint();
            } while (outcome != ReadOutcome.ENDED);
        }
    }

    /// Hot: per cell.
    private static final class AddingSink implements ChangeSink {

        private long rows;
        private long sum;

        private void add(long value) {
            sum = sum * 31 + value;
        }

        private void add(byte[] bytes, int offset, int length) {
            add(length);
            if (length > 0) {
                add(bytes[offset]);
                add(bytes[offset + length - 1]);
            }
        }

        @Override
        public void begin(Operation operation) {}

        @Override
        public void putNull() {
            add(-1);
        }

        @Override
        public void putUnmodified() {
            add(-2);
        }

        @Override
        public void putBoolean(boolean value) {
            add(value ? 1 : 0);
        }

        @Override
        public void putLong(long value) {
            add(value);
        }

        @Override
        public void putDouble(double value) {
            add(Double.doubleToRawLongBits(value));
        }

        @Override
        public void putDecimal(byte[] bytes, int offset, int length) {
            add(bytes, offset, length);
        }

        @Override
        public void putDate(long epochDay) {
            add(epochDay);
        }

        @Override
        public void putTimestamp(long epochMicros) {
            add(epochMicros);
        }

        @Override
        public void putTime(long microsOfDay) {
            add(microsOfDay);
        }

        @Override
        public void putText(byte[] utf8, int offset, int length) {
            add(utf8, offset, length);
        }

        @Override
        public void putBinary(byte[] bytes, int offset, int length) {
            add(bytes, offset, length);
        }

        @Override
        public void end() {
            rows++;
        }

        @Override
        public void abandon() {}

        @Override
        public void reject(BadRow row) {
            throw new IllegalStateException("The benchmark's rows are good: " + row);
        }

        @Override
        public void truncate() {}

        @Override
        public void removeLinesBeyond(String file, long lastLine) {}

        @Override
        public boolean full() {
            return false;
        }
    }
}
