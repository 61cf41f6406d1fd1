package dev.headrace.model;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes changes that are values to a sink. What JSON and XML columns get is a `String`, what
/// DECIMAL columns get is a `BigDecimal`.
public final class ChangeWriter {
    private static final long MICROS = 1_000_000;
    private static final int NANOS_IN_MICRO = 1_000;

    private final ChangeSink sink;

    public ChangeWriter(ChangeSink sink) {
        this.sink = sink;
    }

    public void write(Change change) {
        switch (change) {
            case Change.Upsert upsert -> row(Operation.UPSERT, upsert.values());
            case Change.Update update -> row(Operation.UPDATE, update.values());
            case Change.Delete delete -> row(Operation.DELETE, delete.values());
            case Change.Truncate _ -> sink.truncate();
        }
    }

    private void row(Operation operation, List<@Nullable Object> values) {
        sink.begin(operation);
        values.forEach(this::put);
        sink.end();
    }

    private void put(@Nullable Object value) {
        switch (value) {
            case null -> sink.putNull();
            case Change.Unmodified _ -> sink.putUnmodified();
            case Boolean flag -> sink.putBoolean(flag);
            case Long number -> sink.putLong(number);
            case Double number -> sink.putDouble(number);
            case BigDecimal number -> decimal(number);
            case LocalDate date -> sink.putDate(date.toEpochDay());
            case LocalDateTime moment -> sink.putTimestamp(micros(moment));
            case Instant moment ->
                    sink.putTimestamp(micros(LocalDateTime.ofInstant(moment, ZoneOffset.UTC)));
            case LocalTime time -> sink.putTime(time.toNanoOfDay() / NANOS_IN_MICRO);
            case String text -> text(text);
            case byte[] bytes -> sink.putBinary(bytes, 0, bytes.length);
            default -> throw new IllegalArgumentException("No value: " + value.getClass());
        }
    }

    private void decimal(BigDecimal number) {
        byte[] plain = number.toPlainString().getBytes(StandardCharsets.US_ASCII);
        sink.putDecimal(plain, 0, plain.length);
    }

    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        sink.putText(utf8, 0, utf8.length);
    }

    /// Cut, not rounded, below the microsecond.
    private static long micros(LocalDateTime moment) {
        return Math.addExact(
                Math.multiplyExact(moment.toEpochSecond(ZoneOffset.UTC), MICROS),
                moment.get(ChronoField.MICRO_OF_SECOND));
    }
}
