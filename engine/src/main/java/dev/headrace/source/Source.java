package dev.headrace.source;

import java.util.List;

/// A system we read.
public interface Source extends AutoCloseable {

    /// The tables it offers. Looks at names only; reads no rows.
    ///
    /// @throws dev.headrace.failure.Failure where there is nothing
    List<SourceTable> tables();

    /// Opens a table for reading from where `request` says the destination stands.
    TableReader open(SourceTable table, ReadRequest request);

    @Override
    void close();
}
