package dev.headrace.source;

import java.util.List;

/// A system we read.
public interface Source extends AutoCloseable {

    /// The tables it offers. Looks at names only; reads no rows.
    ///
    /// @throws dev.headrace.failure.Failure where there is nothing
    List<SourceTable> tables();

    /// Opens a table for reading from where `request` says the destination stands. Opening it again
    /// reads it again; see [#repeatable].
    TableReader open(SourceTable table, ReadRequest request);

    /// Whether a table can be opened and read more than once. A pipe cannot.
    default boolean repeatable(SourceTable table) {
        return true;
    }

    @Override
    void close();
}
