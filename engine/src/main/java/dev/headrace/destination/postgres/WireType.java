package dev.headrace.destination.postgres;

import dev.headrace.model.LogicalType;

/// How a column's values travel in binary COPY. Fixed per column when a batch opens.
enum WireType {
    BOOL,
    INT2,
    INT4,
    INT8,
    FLOAT4,
    FLOAT8,
    /// Digits to the base 10,000.
    NUMERIC,
    /// Days since 2000-01-01.
    DATE,
    /// Microseconds of the day.
    TIME,
    /// Microseconds since 2000-01-01, with and without zone alike.
    TIMESTAMP,
    /// Bytes in the server's encoding: text, varchar, char, json, xml, enums.
    TEXT,
    /// A version byte, 1, before the text.
    JSONB,
    BYTEA;

    /// How values of a type travel to the column type that this product gives it.
    static WireType of(LogicalType type) {
        return switch (type) {
            case BOOLEAN -> BOOL;
            case SHORT -> INT2;
            case INT -> INT4;
            case LONG -> INT8;
            case DECIMAL -> NUMERIC;
            case FLOAT -> FLOAT4;
            case DOUBLE -> FLOAT8;
            case LOCAL_DATE -> DATE;
            case LOCAL_DATE_TIME, INSTANT -> TIMESTAMP;
            case LOCAL_TIME -> TIME;
            case STRING, JSON, XML -> TEXT;
            case BINARY -> BYTEA;
        };
    }
}
