package dev.headrace.source.file;

/// How a cell stands in its file. Plain numbers, because they are kept and compared per cell.
final class CellKind {
    /// CSV without quotes.
    static final byte PLAIN = 0;

    /// CSV in quotes, the quotes not counted.
    static final byte QUOTED = 1;

    /// CSV in quotes, with doubled quotes inside.
    static final byte ESCAPED = 2;

    /// A JSON string without escapes, the quotes not counted.
    static final byte STRING = 3;

    /// A JSON string with escapes.
    static final byte STRING_ESCAPED = 4;

    static final byte NUMBER = 5;
    static final byte BOOLEAN = 6;

    /// A JSON object or array.
    static final byte NESTED = 7;

    /// JSON `null`, or a key that the record lacks.
    static final byte NULL = 8;

    private CellKind() {}
}
