package dev.headrace.source.reference;

import dev.headrace.model.ChangeSink;
import dev.headrace.model.Operation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/// Puts Java values into a sink, null as NULL, and counts their bytes.
final class Cells {
    private static final long MICROS_OF_SECOND = 1_000_000;
    private static final int NANOS_OF_MICRO = 1_000;

    private final ChangeSink sink;
    private long bytes;

    Cells(ChangeSink sink) {
        this.sink = sink;
    }

    long bytes() {
        return bytes;
    }

    void begin() {
        sink.begin(Operation.UPSERT);
    }

    void end() {
        sink.end();
    }

    void text(@Nullable String value) {
        if (value == null) {
            sink.putNull();
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        bytes += utf8.length;
        sink.putText(utf8, 0, utf8.length);
    }

    void binary(byte[] value) {
        bytes += value.length;
        sink.putBinary(value, 0, value.length);
    }

    void bool(boolean value) {
        bytes += 1;
        sink.putBoolean(value);
    }

    void number(long value) {
        bytes += Long.BYTES;
        sink.putLong(value);
    }

    /// A number, or NULL where there is none.
    void numberIf(boolean known, long value) {
        if (known) {
            number(value);
        } else {
            sink.putNull();
        }
    }

    void floating(@Nullable Double value) {
        if (value == null) {
            sink.putNull();
            return;
        }
        bytes += Double.BYTES;
        sink.putDouble(value);
    }

    void decimal(@Nullable BigDecimal value) {
        if (value == null) {
            sink.putNull();
            return;
        }
        byte[] ascii = value.toPlainString().getBytes(StandardCharsets.US_ASCII);
        bytes += ascii.length;
        sink.putDecimal(ascii, 0, ascii.length);
    }

    void date(LocalDate value) {
        bytes += Integer.BYTES;
        sink.putDate(value.toEpochDay());
    }

    void dateTime(LocalDateTime value) {
        instant(value.toInstant(ZoneOffset.UTC));
    }

    void instant(@Nullable Instant value) {
        if (value == null) {
            sink.putNull();
            return;
        }
        bytes += Long.BYTES;
        sink.putTimestamp(
                Math.addExact(
                        Math.multiplyExact(value.getEpochSecond(), MICROS_OF_SECOND),
                        value.getNano() / NANOS_OF_MICRO));
    }

    void time(LocalTime value) {
        bytes += Long.BYTES;
        sink.putTime(value.getLong(ChronoField.MICRO_OF_DAY));
    }
}
