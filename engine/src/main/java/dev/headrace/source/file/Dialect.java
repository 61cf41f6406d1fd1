package dev.headrace.source.file;

/// How a delimited file is written.
///
/// @param delimiter an ASCII byte
/// @param quote an ASCII byte, or [#NO_QUOTE]
/// @param lineEnd the last byte of a line end: a line feed, or a carriage return where no line feed
///   stands in the file
/// @param header whether the first record names the columns
/// @param skipLines physical lines before the first record
record Dialect(int delimiter, int quote, int lineEnd, boolean header, int skipLines) {
    /// Equal to no byte.
    static final int NO_QUOTE = 256;

    static Dialect comma() {
        return new Dialect(',', '"', '\n', true, 0);
    }

    Dialect withDelimiter(int other) {
        return new Dialect(other, quote, lineEnd, header, skipLines);
    }

    Dialect withHeader(boolean other) {
        return new Dialect(delimiter, quote, lineEnd, other, skipLines);
    }
}
