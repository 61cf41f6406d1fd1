package dev.headrace.destination;

import dev.headrace.model.ConnectionName;
import dev.headrace.model.LogicalType;

/// A system we write. Thread-safe.
public interface Destination extends AutoCloseable {

    /// The server's version as people know it, such as `15.18`.
    String serverVersion();

    /// Opens a session for a connection: takes its lock, ends what a dead predecessor left, raises
    /// the fence. From here on no older session of that connection can commit.
    ///
    /// @throws dev.headrace.failure.Failure `CONNECTION_BUSY` while another run is alive
    DestinationSession open(ConnectionName connection);

    /// Looks only: no lock, no fence, and a ledger that is not there is not made.
    DestinationView view(ConnectionName connection);

    /// The destination's own word for a type, such as `bigint`.
    String typeName(LogicalType type);

    @Override
    void close();
}
