package dev.headrace.sync;

import dev.headrace.destination.LoadRequest;
import dev.headrace.model.ConnectionName;
import dev.headrace.source.SourceTable;

/// One table to be synced.
///
/// @param connection what its state and fence belong to; tables may share one
public record TableOrder(SourceTable source, LoadRequest request, ConnectionName connection) {

    /// With a connection of its own, named like the table.
    public static TableOrder of(SourceTable source, LoadRequest request) {
        return new TableOrder(source, request, ConnectionName.of(request.table()));
    }
}
