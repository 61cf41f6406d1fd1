package dev.headrace.model;

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
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sink that keeps changes as values, and checks what [ChangeSink] demands of its callers.
public final class ChangeRecorder implements ChangeSink {
    private static final long MICROS_OF_SECOND = 1_000_000;

    private final TableShape shape;
    private final int rowsMax;
    private final List<Change> changes = new ArrayList<>();
    private final List<BadRow> rejected = new ArrayList<>();
    private final List<Removal> removals = new ArrayList<>();
    private @Nullable Operation operation;
    private List<@Nullable Object> row = new ArrayList<>();

    /// What [ChangeSink#removeLinesBeyond] asked for.
    public record Removal(String file, long lastLine) {}

    /// @param rowsMax at which it is full
    public ChangeRecorder(TableShape shape, int rowsMax) {
        this.shape = shape;
        this.rowsMax = rowsMax;
    }

    public List<Change> changes() {
        return changes;
    }

    /// The values of changes that are nothing but upserts.
    public List<List<@Nullable Object>> upserted() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Change change : changes) {
            if (!(change instanceof Change.Upsert upsert)) {
                throw new AssertionError("no upsert: " + change);
            }
            rows.add(upsert.values());
        }
        return rows;
    }

    public List<BadRow> rejected() {
        return rejected;
    }

    public List<Removal> removals() {
        return removals;
    }

    public TableShape shape() {
        return shape;
    }

    @Override
    public void begin(Operation begun) {
        check(operation == null, "a row within a row");
        operation = begun;
        row = new ArrayList<>();
    }

    @Override
    public void putNull() {
        row.add(null);
        check(row.size() <= shape.columns().size(), "more values than columns");
    }

    @Override
    public void putUnmodified() {
        check(!shape.isKey(column()), "an unmodified key");
        row.add(Change.UNMODIFIED);
    }

    @Override
    public void putBoolean(boolean value) {
        put(value, LogicalType.BOOLEAN);
    }

    @Override
    public void putLong(long value) {
        long range =
                switch (column().type()) {
                    case SHORT -> Short.MAX_VALUE;
                    case INT -> Integer.MAX_VALUE;
                    default -> Long.MAX_VALUE;
                };
        check(value <= range && value >= -range - 1, "a number too wide: " + value);
        put(value, LogicalType.SHORT, LogicalType.INT, LogicalType.LONG);
    }

    @Override
    public void putDouble(double value) {
        put(value, LogicalType.FLOAT, LogicalType.DOUBLE);
    }

    @Override
    public void putDecimal(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.US_ASCII);
        check(text.matches("-?[0-9]+(\\.[0-9]+)?|NaN"), "no plain number: " + text);
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
                        Math.floorDiv(epochMicros, MICROS_OF_SECOND),
                        Math.floorMod(epochMicros, MICROS_OF_SECOND) * 1_000);
        if (column().type() == LogicalType.INSTANT) {
            put(instant, LogicalType.INSTANT);
        } else {
            put(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), LogicalType.LOCAL_DATE_TIME);
        }
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
        put(
                List.of(new String(bytes, offset, length, StandardCharsets.ISO_8859_1)),
                LogicalType.BINARY);
    }

    @Override
    public void end() {
        check(row.size() == shape.columns().size(), "a row of " + row.size() + " values");
        Operation ended = operation;
        check(ended != null, "an end without a begin");
        changes.add(
                switch (ended) {
                    case UPSERT -> new Change.Upsert(row);
                    case UPDATE -> new Change.Update(row);
                    case DELETE -> new Change.Delete(row);
                    case null -> throw new AssertionError();
                });
        operation = null;
    }

    @Override
    public void abandon() {
        check(operation != null, "nothing to abandon");
        operation = null;
    }

    @Override
    public void reject(BadRow bad) {
        rejected.add(bad);
    }

    @Override
    public void truncate() {
        check(changes.isEmpty(), "a truncation after rows");
        changes.add(new Change.Truncate());
    }

    @Override
    public void removeLinesBeyond(String file, long lastLine) {
        removals.add(new Removal(file, lastLine));
    }

    @Override
    public boolean full() {
        return changes.size() + rejected.size() >= rowsMax;
    }

    private Column column() {
        check(row.size() < shape.columns().size(), "more values than columns");
        return shape.columns().get(row.size());
    }

    private void put(Object value, LogicalType... fitting) {
        check(List.of(fitting).contains(column().type()), value + " for " + column());
        row.add(value);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
