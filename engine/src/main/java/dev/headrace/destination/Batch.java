package dev.headrace.destination;

import dev.headrace.model.ChangeSink;

/// Rows loaded together, being filled.
public interface Batch {

    ChangeSink sink();

    /// Rows in it, of all operations.
    long rows();

    /// Bytes of memory that its rows take.
    long bytes();

    /// Whether nothing at all is in it: no row, bad row, truncation or removal.
    boolean isEmpty();
}
