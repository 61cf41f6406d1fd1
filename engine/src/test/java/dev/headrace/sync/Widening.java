package dev.headrace.sync;

import dev.headrace.model.LogicalType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values of one type as those of a wider one, as PostgreSQL casts them in UTC.
final class Widening {
    private static final DateTimeFormatter DATE_TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("uuuu-MM-dd HH:mm:ss")
                    .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
                    .toFormatter();

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder()
                    .appendPattern("HH:mm:ss")
                    .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
                    .toFormatter();

    private Widening() {}

    static @Nullable Object convert(@Nullable Object value, LogicalType to) {
        return switch (to) {
            case DECIMAL -> value instanceof Long number ? BigDecimal.valueOf(number) : value;
            case DOUBLE -> value instanceof Long number ? Double.valueOf(number) : value;
            case LOCAL_DATE_TIME -> value instanceof LocalDate day ? day.atStartOfDay() : value;
            case INSTANT -> instant(value);
            case STRING -> value == null ? null : text(value);
            case BOOLEAN, SHORT, INT, LONG, FLOAT, LOCAL_DATE, LOCAL_TIME, JSON, XML, BINARY ->
                    value;
        };
    }

    private static @Nullable Object instant(@Nullable Object value) {
        return switch (value) {
            case LocalDate day -> day.atStartOfDay().toInstant(ZoneOffset.UTC);
            case LocalDateTime moment -> moment.toInstant(ZoneOffset.UTC);
            case null, default -> value;
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case BigDecimal number -> number.toPlainString();
            case LocalDateTime moment -> DATE_TIME.format(moment);
            case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
            case LocalTime time -> TIME.format(time);
            case List<?> bytes ->
                    Base64.getEncoder()
                            .encodeToString(
                                    bytes.getFirst()
                                            .toString()
                                            .getBytes(StandardCharsets.ISO_8859_1));
            case Instant moment ->
                    DATE_TIME.format(LocalDateTime.ofInstant(moment, ZoneOffset.UTC)) + "+00";
            default -> value.toString();
        };
    }

    /// The value as one that equals another where PostgreSQL takes the two for the same.
    static @Nullable Object canonical(@Nullable Object value) {
        return switch (value) {
            case BigDecimal number -> number.stripTrailingZeros();
            case Double number -> number == 0 ? Double.valueOf(0) : number;
            case null, default -> value;
        };
    }
}
