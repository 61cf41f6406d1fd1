package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.BadRow;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Column;
import dev.headrace.model.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Changes to binary COPY tuples. Not thread-safe.
///
/// Hot: per cell. Measured by `CopyEncoderBenchmark`. Breaks for that: mutable arrays as fields,
/// one switch per put instead of a class per type.
final class CopyEncoder implements ChangeSink {
    /// 2000-01-01, the server's zero, in days and microseconds from 1970-01-01.
    static final long EPOCH_DAYS = 10_957;

    static final long EPOCH_MICROS = 946_684_800_000_000L;

    private static final int NULL_LENGTH = -1;

    /// The length word and the longest fixed value.
    private static final int FIXED_MAX = 4 + 8;

    /// All extra columns but the bitmap, which is reserved for itself.
    private static final int EXTRAS_MAX = 4 * FIXED_MAX;

    /// What a row put aside takes besides its text, about.
    private static final int BAD_ROW_BYTES = 256;

    private final CopyLayout layout;
    private final CopyBuffer buffer;
    private final WireType[] wires;
    private final boolean[] key;
    private final int tupleColumns;
    private final BatchLimit limit;

    private final boolean order;
    private final boolean operations;
    private final boolean bitmap;
    private final boolean synced;
    private final boolean deleted;
    private final long syncedMicros;

    private final byte[] unmodified;
    private boolean someUnmodified;

    private Operation operation = Operation.UPSERT;
    private int column;
    private int rowChunk;
    private int rowPosition;

    private long rows;
    private long nextOrder;
    private boolean folding;
    private boolean truncating;
    private long badBytes;
    private final List<BadRow> badRows = new ArrayList<>();
    private final List<Removal> removals = new ArrayList<>();

    /// Lines of a file that no longer exist.
    record Removal(String file, long lastLine) {}

    /// @param firstOrder the [ExtraColumn#ORDER] of the first row
    CopyEncoder(CopyLayout layout, CopyBuffer buffer, BatchLimit limit, long firstOrder) {
        this.layout = layout;
        this.buffer = buffer;
        this.limit = limit;
        this.nextOrder = firstOrder;
        List<Column> columns = layout.shape().columns();
        this.wires = layout.wires().toArray(WireType[]::new);
        this.key = new boolean[wires.length];
        for (int i = 0; i < key.length; i++) {
            key[i] = layout.shape().isKey(columns.get(i));
        }
        this.tupleColumns = wires.length + layout.extras().size();
        this.order = layout.extras().contains(ExtraColumn.ORDER);
        this.operations = layout.extras().contains(ExtraColumn.OPERATION);
        this.bitmap = layout.extras().contains(ExtraColumn.UNMODIFIED);
        this.synced = layout.extras().contains(ExtraColumn.SYNCED);
        this.deleted = layout.extras().contains(ExtraColumn.DELETED);
        this.syncedMicros = micros(layout.syncedAt()) - EPOCH_MICROS;
        this.unmodified = new byte[(wires.length + 7) / 8];
    }

    /// How [ExtraColumn#OPERATION] says it.
    static int code(Operation operation) {
        return switch (operation) {
            case UPSERT -> 0;
            case UPDATE -> 1;
            case DELETE -> 2;
        };
    }

    private static long micros(Instant instant) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                instant.getNano() / 1_000);
    }

    @Override
    public void begin(Operation operation) {
        if (!operations && operation != Operation.UPSERT) {
            throw new IllegalStateException("Rows of this load are only ever added");
        }
        this.operation = operation;
        column = 0;
        rowChunk = buffer.chunkIndex();
        rowPosition = buffer.position();
        buffer.reserve(2);
        buffer.int16(tupleColumns);
    }

    @Override
    public void putNull() {
        if (key[column]) {
            throw keyMissing(column);
        }
        column++;
        writeNull();
    }

    @Override
    public void putUnmodified() {
        if (key[column]) {
            throw keyMissing(column);
        }
        unmodified[column >> 3] |= (byte) (1 << (column & 7));
        someUnmodified = true;
        column++;
        writeNull();
    }

    private void writeNull() {
        buffer.reserve(4);
        buffer.int32(NULL_LENGTH);
    }

    @Override
    public void putBoolean(boolean value) {
        expect(WireType.BOOL);
        buffer.reserve(FIXED_MAX);
        buffer.int32(1);
        buffer.int8(value ? 1 : 0);
    }

    @Override
    public void putLong(long value) {
        buffer.reserve(FIXED_MAX);
        switch (wires[column]) {
            case INT8 -> {
                buffer.int32(8);
                buffer.int64(value);
            }
            case INT4 -> {
                buffer.int32(4);
                buffer.int32(Math.toIntExact(value));
            }
            case INT2 -> {
                if (value != (short) value) {
                    throw misfit("a number of more than 16 bits");
                }
                buffer.int32(2);
                buffer.int16((short) value);
            }
            case BOOL, FLOAT4, FLOAT8, NUMERIC, DATE, TIME, TIMESTAMP, TEXT, JSONB, BYTEA ->
                    throw misfit("an integer");
        }
        column++;
    }

    @Override
    public void putDouble(double value) {
        buffer.reserve(FIXED_MAX);
        switch (wires[column]) {
            case FLOAT8 -> {
                buffer.int32(8);
                buffer.int64(Double.doubleToLongBits(value));
            }
            case FLOAT4 -> {
                buffer.int32(4);
                buffer.int32(Float.floatToIntBits((float) value));
            }
            case BOOL, INT2, INT4, INT8, NUMERIC, DATE, TIME, TIMESTAMP, TEXT, JSONB, BYTEA ->
                    throw misfit("a floating-point number");
        }
        column++;
    }

    @Override
    public void putDecimal(byte[] bytes, int offset, int length) {
        expect(WireType.NUMERIC);
        buffer.numeric(bytes, offset, length);
    }

    @Override
    public void putDate(long epochDay) {
        expect(WireType.DATE);
        buffer.reserve(FIXED_MAX);
        buffer.int32(4);
        buffer.int32(Math.toIntExact(epochDay - EPOCH_DAYS));
    }

    @Override
    public void putTimestamp(long epochMicros) {
        expect(WireType.TIMESTAMP);
        putMicros(Math.subtractExact(epochMicros, EPOCH_MICROS));
    }

    @Override
    public void putTime(long microsOfDay) {
        expect(WireType.TIME);
        putMicros(microsOfDay);
    }

    private void putMicros(long value) {
        buffer.reserve(FIXED_MAX);
        buffer.int32(8);
        buffer.int64(value);
    }

    @Override
    public void putText(byte[] utf8, int offset, int length) {
        buffer.reserve(FIXED_MAX);
        switch (wires[column]) {
            case TEXT -> buffer.int32(length);
            case JSONB -> {
                buffer.int32(length + 1);
                buffer.int8(1);
            }
            case BOOL, INT2, INT4, INT8, FLOAT4, FLOAT8, NUMERIC, DATE, TIME, TIMESTAMP, BYTEA ->
                    throw misfit("text");
        }
        buffer.bytes(utf8, offset, length);
        column++;
    }

    @Override
    public void putBinary(byte[] bytes, int offset, int length) {
        expect(WireType.BYTEA);
        buffer.reserve(4);
        buffer.int32(length);
        buffer.bytes(bytes, offset, length);
    }

    @Override
    public void end() {
        if (column != wires.length) {
            throw new IllegalStateException(
                    "A row of %d columns has %d values".formatted(wires.length, column));
        }
        buffer.reserve(EXTRAS_MAX);
        if (order) {
            buffer.int32(8);
            buffer.int64(nextOrder);
        }
        if (operations) {
            buffer.int32(2);
            buffer.int16(code(operation));
        }
        if (bitmap) {
            endBitmap();
        }
        if (synced) {
            buffer.int32(8);
            buffer.int64(syncedMicros);
        }
        if (deleted) {
            buffer.int32(1);
            buffer.int8(0);
        }
        folding |= someUnmodified || operation != Operation.UPSERT;
        clearUnmodified();
        nextOrder++;
        rows++;
    }

    private void endBitmap() {
        if (!someUnmodified) {
            buffer.int32(NULL_LENGTH);
            return;
        }
        buffer.int32(unmodified.length);
        buffer.bytes(unmodified, 0, unmodified.length);
        buffer.reserve(EXTRAS_MAX);
    }

    private void clearUnmodified() {
        if (someUnmodified) {
            Arrays.fill(unmodified, (byte) 0);
            someUnmodified = false;
        }
    }

    @Override
    public void abandon() {
        buffer.rewind(rowChunk, rowPosition);
        clearUnmodified();
        column = 0;
    }

    @Override
    public void reject(BadRow row) {
        badRows.add(row);
        badBytes += BAD_ROW_BYTES + row.raw().length();
    }

    @Override
    public void truncate() {
        if (rows > 0) {
            throw new IllegalStateException("A truncation after rows of the same batch");
        }
        truncating = true;
    }

    @Override
    public void removeLinesBeyond(String file, long lastLine) {
        removals.add(new Removal(file, lastLine));
    }

    @Override
    public boolean full() {
        return limit.reached(bytes());
    }

    private void expect(WireType type) {
        if (wires[column] != type) {
            throw misfit(type.name());
        }
        column++;
    }

    private IllegalStateException misfit(String value) {
        Column wanted = layout.shape().columns().get(column);
        return new IllegalStateException(
                "Column %s (%s) got %s".formatted(wanted.name(), wires[column], value));
    }

    private Failure keyMissing(int index) {
        return Failure.of(
                FailureCode.KEY_MISSING,
                "The key column \"%s\" has no value."
                        .formatted(layout.shape().columns().get(index).name()));
    }

    CopyLayout layout() {
        return layout;
    }

    long rows() {
        return rows;
    }

    /// What the rows take, those put aside included.
    long bytes() {
        return buffer.bytes() + badBytes;
    }

    /// Whether rows of one key have to be applied one after the other: some change a part of a row
    /// only, or delete one.
    boolean folding() {
        return folding;
    }

    boolean truncating() {
        return truncating;
    }

    List<BadRow> badRows() {
        return Collections.unmodifiableList(badRows);
    }

    List<Removal> removals() {
        return Collections.unmodifiableList(removals);
    }
}
