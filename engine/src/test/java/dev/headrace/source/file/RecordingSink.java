package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.BadRow;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.LogicalType;
import dev.headrace.model.Operation;
import dev.headrace.model.TableShape;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps what is put as values, and holds every put against the shape: order, count and type.
final class RecordingSink implements ChangeSink {
    /// Rows of a file that no longer exist.
    record Removal(String file, long lastLine) {}

    private final TableShape shape;
    private final int rowsMax;
    private @Nullable List<@Nullable Object> row;

    final List<List<@Nullable Object>> rows = new ArrayList<>();
    final List<BadRow> badRows = new ArrayList<>();
    final List<Removal> removals = new ArrayList<>();

    RecordingSink(TableShape shape, int rowsMax) {
        this.shape = shape;
        this.rowsMax = rowsMax;
    }

    @Override
    public void begin(Operation operation) {
        check(row == null, "begin within a row");
        check(operation == Operation.UPSERT, "files only upsert");
        row = new ArrayList<>();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private void put(@Nullable Object value, LogicalType... types) {
        List<@Nullable Object> open = row;
        if (open == null) {
            throw new AssertionError("put outside of a row");
        }
        check(open.size() < shape.columns().size(), "more puts than columns");
        LogicalType type = shape.columns().get(open.size()).type();
        check(
                types.length == 0 || Arrays.asList(types).contains(type),
                "put %s into %s".formatted(value, shape.columns().get(open.size())));
        open.add(value);
    }

    @Override
    public void putNull() {
        put(null);
    }

    @Override
    public void putUnmodified() {
        put(Change.UNMODIFIED);
    }

    @Override
    public void putBoolean(boolean value) {
        put(value, LogicalType.BOOLEAN);
    }

    @Override
    public void putLong(long value) {
        put(value, LogicalType.SHORT, LogicalType.INT, LogicalType.LONG);
    }

    @Override
    public void putDouble(double value) {
        put(value, LogicalType.FLOAT, LogicalType.DOUBLE);
    }

    @Override
    public void putDecimal(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.US_ASCII);
        check(text.matches("-?[0-9]+(\\.[0-9]+)?|NaN"), "decimal " + text);
        put(text.equals("NaN") ? text : new BigDecimal(text), LogicalType.DECIMAL);
    }

    @Override
    public void putDate(long epochDay) {
        put(LocalDate.ofEpochDay(epochDay), LogicalType.LOCAL_DATE);
    }

    @Override
    public void putTimestamp(long epochMicros) {
        Instant instant =
                Instant.ofEpochSecond(
                        Math.floorDiv(epochMicros, 1_000_000L),
                        Math.floorMod(epochMicros, 1_000_000L) * 1_000);
        boolean zoned =
                row != null && shape.columns().get(row.size()).type() == LogicalType.INSTANT;
        put(
                zoned ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC),
                LogicalType.INSTANT,
                LogicalType.LOCAL_DATE_TIME);
    }

    @Override
    public void putTime(long microsOfDay) {
        put(LocalTime.ofNanoOfDay(microsOfDay * 1_000), LogicalType.LOCAL_TIME);
    }

    @Override
    public void putText(byte[] utf8, int offset, int length) {
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(utf8, offset, length))
                            .toString();
            check(text.indexOf('\0') < 0, "U+0000 in text");
            put(text, LogicalType.STRING, LogicalType.JSON, LogicalType.XML);
        } catch (CharacterCodingException e) {
            throw new AssertionError("text is no UTF-8", e);
        }
    }

    @Override
    public void putBinary(byte[] bytes, int offset, int length) {
        put(Arrays.copyOfRange(bytes, offset, offset + length), LogicalType.BINARY);
    }

    @Override
    public void end() {
        if (row == null || row.size() != shape.columns().size()) {
            throw new AssertionError("row of another width: " + row);
        }
        rows.add(row);
        row = null;
    }

    @Override
    public void abandon() {
        check(row != null, "abandon outside of a row");
        row = null;
    }

    @Override
    public void reject(BadRow bad) {
        badRows.add(bad);
    }

    @Override
    public void truncate() {
        throw Failure.of(FailureCode.INTERNAL, "Files never truncate.");
    }

    @Override
    public void removeLinesBeyond(String file, long lastLine) {
        removals.add(new Removal(file, lastLine));
    }

    @Override
    public boolean full() {
        return rows.size() + badRows.size() >= rowsMax;
    }
}
