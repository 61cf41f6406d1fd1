package dev.headrace.model;

import java.util.Locale;
import java.util.Optional;

/// The fifteen types that values have between source and destination. Each destination maps them to
/// its own column types.
public enum LogicalType {
    BOOLEAN,
    SHORT,
    INT,
    LONG,
    /// Exact decimal of any size.
    DECIMAL,
    FLOAT,
    DOUBLE,
    /// A day without a zone.
    LOCAL_DATE,
    /// Date and time without a zone.
    LOCAL_DATE_TIME,
    /// A moment; UTC between source and destination.
    INSTANT,
    /// Time of day without a zone.
    LOCAL_TIME,
    STRING,
    JSON,
    XML,
    BINARY;

    /// The least type that holds both types' values without loss. Symmetric, associative, and
    /// [#STRING] is its top.
    public LogicalType join(LogicalType other) {
        if (this == other) {
            return this;
        }
        if (isNumber() && other.isNumber()) {
            return joinNumbers(other);
        }
        if (isDay() && other.isDay()) {
            return wider(other);
        }
        return STRING;
    }

    /// Whether a value of `other` fits this type without loss.
    public boolean holds(LogicalType other) {
        return join(other) == this;
    }

    public boolean isNumber() {
        return switch (this) {
            case SHORT, INT, LONG, DECIMAL, FLOAT, DOUBLE -> true;
            case BOOLEAN,
                    LOCAL_DATE,
                    LOCAL_DATE_TIME,
                    INSTANT,
                    LOCAL_TIME,
                    STRING,
                    JSON,
                    XML,
                    BINARY ->
                    false;
        };
    }

    /// Within numbers and within days the types are declared from narrow to wide.
    private LogicalType wider(LogicalType other) {
        return compareTo(other) >= 0 ? this : other;
    }

    private boolean isDay() {
        return this == LOCAL_DATE || this == LOCAL_DATE_TIME || this == INSTANT;
    }

    private boolean isFloating() {
        return this == FLOAT || this == DOUBLE;
    }

    private LogicalType joinNumbers(LogicalType other) {
        if (this == DECIMAL || other == DECIMAL) {
            return DECIMAL;
        }
        if (!isFloating() && !other.isFloating()) {
            return wider(other);
        }
        if (isFloating() && other.isFloating()) {
            return DOUBLE;
        }
        LogicalType whole = isFloating() ? other : this;
        LogicalType floating = isFloating() ? this : other;
        // A 24-bit mantissa holds every SHORT, a 53-bit one every INT, none holds every LONG.
        return switch (whole) {
            case SHORT -> floating;
            case INT -> DOUBLE;
            default -> DECIMAL;
        };
    }

    /// Finds a type by any of its spellings: ours, the API's (`LOCALDATE`, `BIGDECIMAL`), the
    /// connector SDK's (`NAIVE_DATE`, `UTC_DATETIME`) or PostgreSQL's (`bigint`, `timestamptz`).
    /// Case does not matter.
    public static Optional<LogicalType> find(String spelling) {
        return Optional.ofNullable(
                switch (spelling.toUpperCase(Locale.ROOT)) {
                    case "BOOLEAN", "BOOL" -> BOOLEAN;
                    case "SHORT", "SMALLINT" -> SHORT;
                    case "INT", "INTEGER" -> INT;
                    case "LONG", "BIGINT" -> LONG;
                    case "DECIMAL", "BIGDECIMAL", "NUMERIC" -> DECIMAL;
                    case "FLOAT", "REAL" -> FLOAT;
                    case "DOUBLE", "DOUBLE PRECISION" -> DOUBLE;
                    case "LOCAL_DATE", "LOCALDATE", "NAIVE_DATE", "DATE" -> LOCAL_DATE;
                    case "LOCAL_DATE_TIME", "LOCALDATETIME", "NAIVE_DATETIME", "TIMESTAMP" ->
                            LOCAL_DATE_TIME;
                    case "INSTANT", "UTC_DATETIME", "TIMESTAMPTZ" -> INSTANT;
                    case "LOCAL_TIME", "LOCALTIME", "NAIVE_TIME", "TIME" -> LOCAL_TIME;
                    case "STRING", "TEXT", "VARCHAR" -> STRING;
                    case "JSON" -> JSON;
                    case "XML" -> XML;
                    case "BINARY", "BYTEA" -> BINARY;
                    default -> null;
                });
    }
}
