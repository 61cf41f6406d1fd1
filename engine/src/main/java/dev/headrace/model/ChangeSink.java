package dev.headrace.model;

/// Takes changes cell by cell, without an object per cell. Not thread-safe: one thread fills it.
///
/// A row is `begin`, then exactly one put per column of the shape in the shape's order, then `end`.
/// The put must fit the column's type (a wider number never fits a narrower column; the caller has
/// widened the shape before). Byte arrays are read during the call and never kept.
public interface ChangeSink {

    void begin(Operation operation);

    void putNull();

    /// The row's value stays as it is. Never for a key column.
    void putUnmodified();

    void putBoolean(boolean value);

    /// For SHORT, INT and LONG columns.
    void putLong(long value);

    /// For FLOAT and DOUBLE columns.
    void putDouble(double value);

    /// For DECIMAL columns: ASCII plain notation `-?digits[.digits]`, or `NaN`.
    void putDecimal(byte[] bytes, int offset, int length);

    /// For LOCAL_DATE columns: `epochDay` is days since 1970-01-01.
    void putDate(long epochDay);

    /// For LOCAL_DATE_TIME (as if UTC) and INSTANT columns.
    ///
    /// @param epochMicros microseconds since 1970-01-01T00:00:00Z
    void putTimestamp(long epochMicros);

    /// For LOCAL_TIME columns: `microsOfDay` is 0 to 86,400,000,000.
    void putTime(long microsOfDay);

    /// For STRING, JSON and XML columns: valid UTF-8 without U+0000 (the caller has checked).
    void putText(byte[] utf8, int offset, int length);

    void putBinary(byte[] bytes, int offset, int length);

    /// The row is complete.
    void end();

    /// Forgets the row begun; allowed at any point between `begin` and `end`.
    void abandon();

    /// A row that could not be taken; kept with the batch that it would have been part of.
    void reject(BadRow row);

    /// Everything that the table held before this point is gone at the source. Allowed only as a
    /// batch's first change.
    void truncate();

    /// Rows of `file` with a line number above `lastLine` no longer exist at the source. Takes
    /// effect after the batch's rows.
    void removeLinesBeyond(String file, long lastLine);

    /// Whether the batch has as many bytes as it should have. A full batch still takes the rest of
    /// the row begun.
    boolean full();
}
