package dev.headrace.sync;

import dev.headrace.destination.Destination;
import dev.headrace.destination.DestinationSession;
import dev.headrace.model.ConnectionName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The session of the connection whose tables are being loaded: one at a time, kept while the next
/// table has the same connection. Thread-safe, so that a sync that hangs can be closed from
/// outside.
final class OpenSessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSessions.class);

    private final Destination destination;
    private @Nullable ConnectionName name;
    private @Nullable DestinationSession session;

    OpenSessions(Destination destination) {
        this.destination = destination;
    }

    DestinationSession get(ConnectionName wanted) {
        DestinationSession open = session(wanted);
        if (open != null) {
            return open;
        }
        close();
        // Outside the lock: opening may wait for a predecessor while another thread closes.
        DestinationSession opened = destination.open(wanted);
        synchronized (this) {
            name = wanted;
            session = opened;
        }
        return opened;
    }

    private synchronized @Nullable DestinationSession session(ConnectionName wanted) {
        return wanted.equals(name) ? session : null;
    }

    /// Also after a failure: the next [#get] opens anew.
    @Override
    public void close() {
        DestinationSession closing;
        synchronized (this) {
            closing = session;
            session = null;
            name = null;
        }
        if (closing != null) {
            Closing.quietly(LOG, closing);
        }
    }
}
