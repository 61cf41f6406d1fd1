package dev.headrace.destination.postgres;

import dev.headrace.model.ChangeSink;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.Operation;
import dev.headrace.model.TableShape;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32C;
import org.postgresql.copy.CopyIn;
import org.postgresql.util.ByteStreamWriter;

/// How fast values become binary COPY tuples, without a server: one thread, batches used again.
/// Reports every round and a check sum, which tells whether two versions encode the same. Run its
/// `main`; an argument is the number of rows.
final class CopyEncoderBenchmark {
    private static final int ROWS = 10_000_000;
    private static final int ROUNDS = 6;

    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("n", LogicalType.INT),
                            Column.of("at", LogicalType.INSTANT),
                            Column.of("price", LogicalType.DECIMAL),
                            Column.of("name", LogicalType.STRING),
                            Column.of("ok", LogicalType.BOOLEAN)),
                    List.of("id"));

    private static final byte[] NAMES =
            "alpha beta  gamma delta ".repeat(64).getBytes(StandardCharsets.UTF_8);

    private static final byte[] PRICES =
            "1234.50 0.99    100.00  -17.125 ".repeat(64).getBytes(StandardCharsets.US_ASCII);

    private static final int[] PRICE_LENGTHS = {7, 4, 6, 7};

    private static final System.Logger LOG = System.getLogger(CopyEncoderBenchmark.class.getName());

    private CopyEncoderBenchmark() {}

    public static void main(String[] arguments) throws SQLException {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROWS;
        for (Set<ExtraColumn> extras :
                List.of(
                        EnumSet.noneOf(ExtraColumn.class),
                        EnumSet.of(
                                ExtraColumn.ORDER,
                                ExtraColumn.OPERATION,
                                ExtraColumn.UNMODIFIED))) {
            for (int round = 1; round <= ROUNDS; round++) {
                LOG.log(System.Logger.Level.INFO, measure(rows, extras, round));
            }
        }
    }

    private static String measure(int rows, Set<ExtraColumn> extras, int round)
            throws SQLException {
        CopyLayout layout = CopyLayout.of(SHAPE, extras, Instant.EPOCH);
        SummingCopy sum = new SummingCopy();
        long nanos = 0;
        try (BatchPool pool =
                new BatchPool(
                        new BatchLimits(BatchLimits.PIECE_BYTES, Duration.ofMinutes(10), 1))) {
            int row = 0;
            while (row < rows) {
                PostgresBatch batch = pool.open(layout, row);
                long begun = System.nanoTime();
                row = fill(batch.sink(), row, rows);
                nanos += System.nanoTime() - begun;
                batch.writeTo(sum);
                pool.release(batch);
            }
        }
        return String.format(
                Locale.ROOT,
                "%s, round %d: %.2f s, %.1f ns a row, %.0f MB/s, sum %08x",
                extras.isEmpty() ? "first load" : "staging",
                round,
                nanos / 1e9,
                (double) nanos / rows,
                sum.bytes / 1e6 / (nanos / 1e9),
                sum.sum.getValue());
    }

    private static int fill(ChangeSink sink, int from, int to) {
        int row = from;
        while (row < to && !sink.full()) {
            sink.begin(Operation.UPSERT);
            sink.putLong(row);
            sink.putLong(row & 0xffff);
            sink.putTimestamp(1_767_225_600_000_000L + row);
            int price = row & 3;
            sink.putDecimal(PRICES, price * 8, PRICE_LENGTHS[price]);
            sink.putText(NAMES, (row & 127) * 6, 6 + (row & 7));
            sink.putBoolean((row & 1) == 0);
            sink.end();
            row++;
        }
        return row;
    }

    /// Adds up what it gets.
    private static final class SummingCopy implements CopyIn {
        private final CRC32C sum = new CRC32C();
        private long bytes;

        @Override
        public void writeToCopy(byte[] buffer, int offset, int length) {
            sum.update(buffer, offset, length);
            bytes += length;
        }

        @Override
        public void writeToCopy(ByteStreamWriter from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flushCopy() {}

        @Override
        public long endCopy() {
            return 0;
        }

        @Override
        public int getFieldCount() {
            return 0;
        }

        @Override
        public int getFormat() {
            return 1;
        }

        @Override
        public int getFieldFormat(int field) {
            return 1;
        }

        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public void cancelCopy() {}

        @Override
        public long getHandledRowCount() {
            return 0;
        }
    }
}
