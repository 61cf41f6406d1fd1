package dev.headrace.model;

/// A place between two records of an input.
///
/// @param offset bytes from the input's begin, after decompression and decoding
/// @param record data records before this place
/// @param line physical lines before this place
public record InputPosition(long offset, long record, long line)
        implements Comparable<InputPosition> {

    public static final InputPosition START = new InputPosition(0, 0, 0);

    @Override
    public int compareTo(InputPosition other) {
        return Long.compare(offset, other.offset);
    }
}
