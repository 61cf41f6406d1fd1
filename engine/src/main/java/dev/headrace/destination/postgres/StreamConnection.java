package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// A session that writes, replaced by a new one when it breaks. Used by one thread at a time;
/// [#cancel] and [#close] may come from any.
final class StreamConnection implements AutoCloseable {
    private volatile @Nullable PgConnection jdbc;
    private volatile long fence;
    private volatile long epoch;
    private volatile int pid;
    private volatile boolean cancelled;

    /// The session of now. Its identity holds until [#epoch] changes.
    PgConnection jdbc() {
        PgConnection now = jdbc;
        if (cancelled) {
            throw new CancellationException("The load was stopped.");
        }
        if (now == null) {
            throw Failure.of(FailureCode.CONNECTION_LOST, "The connection to the server was lost.");
        }
        return now;
    }

    /// Grows whenever the session is another one, so that what lives in a session (a temporary
    /// table) is known to be gone.
    long epoch() {
        return epoch;
    }

    /// The fence that the session was opened under.
    long fence() {
        return fence;
    }

    /// The server process of the session of now, or of the last one; 0 before the first.
    int pid() {
        return pid;
    }

    boolean cancelled() {
        return cancelled;
    }

    boolean isOpen() {
        return jdbc != null;
    }

    /// Puts a new session in; the old one is closed.
    void replace(ServerConnections.Opened opened, long underFence) {
        discard();
        jdbc = opened.jdbc();
        fence = underFence;
        pid = opened.pid();
        epoch = nextEpoch();
        if (cancelled) {
            discard();
        }
    }

    /// Closes the session of now without waiting for its server.
    void discard() {
        PgConnection old = jdbc;
        jdbc = null;
        if (old != null) {
            abort(old);
        }
    }

    private long nextEpoch() {
        return epoch + 1;
    }

    private static void abort(PgConnection old) {
        try {
            old.abort(Runnable::run);
        } catch (SQLException e) {
            // Aborting an aborted one: nothing is left to do.
        }
    }

    /// Ends the statement under way; the session refuses further work.
    void cancel() {
        cancelled = true;
        PgConnection now = jdbc;
        if (now == null) {
            return;
        }
        try {
            now.cancelQuery();
        } catch (SQLException e) {
            // The server does not take the request: closing the socket, which follows, does.
        }
    }

    @Override
    public void close() {
        cancelled = true;
        PgConnection now = jdbc;
        jdbc = null;
        if (now == null) {
            return;
        }
        try {
            now.close();
        } catch (SQLException e) {
            abort(now);
        }
    }
}
