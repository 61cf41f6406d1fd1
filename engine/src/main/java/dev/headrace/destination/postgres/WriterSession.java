package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.ConnectionName;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The right to write for one connection: its control session, its fence, the sessions that write
/// under it, and how all of them come back after a loss. Thread-safe.
final class WriterSession implements AutoCloseable {
    private final ServerConnections connections;
    private final PostgresOptions options;
    private final Ledger ledger;
    private final ControlSession control;
    private final FencedTransactions transactions;
    private final ReentrantLock recovery = new ReentrantLock();
    private final Set<StreamConnection> streams = ConcurrentHashMap.newKeySet();
    private final Queue<StreamConnection> idle =
            new ArrayBlockingQueue<>(PostgresOptions.STREAMS_MAX);
    private volatile Fence fence;

    /// Takes over a control session that holds the lock and has raised the fence.
    WriterSession(
            ServerConnections connections,
            PostgresOptions options,
            Ledger ledger,
            ControlSession control,
            InstantSource clock) {
        this.connections = connections;
        this.options = options;
        this.ledger = ledger;
        this.control = control;
        this.fence = control.fence();
        this.transactions =
                new FencedTransactions(this, new RetryWindow(options.retryFor(), clock));
        // A write into a dead network waits for many minutes; the beat notices sooner.
        control.whenLost(() -> streams.forEach(StreamConnection::discard));
    }

    ConnectionName connection() {
        return control.connection();
    }

    Ledger ledger() {
        return ledger;
    }

    PostgresOptions options() {
        return options;
    }

    FencedTransactions transactions() {
        return transactions;
    }

    SqlFailures failures() {
        return connections.failures();
    }

    DatabaseAddress address() {
        return connections.address();
    }

    ServerVersion version() {
        return control.version();
    }

    Program program() {
        return control.program();
    }

    /// What the user should know about the server.
    List<Warning> warnings() {
        return version().unproven()
                ? List.of(
                        new Warning(
                                WarningCode.SERVER_UNPROVEN,
                                "PostgreSQL %s is older than what Headrace is tested with (9.6)."
                                        .formatted(version().text()),
                                1))
                : List.of();
    }

    /// The one instant of this sync, by the destination's clock.
    Instant syncedAt() {
        return control.syncedAt();
    }

    Fence fence() {
        return fence;
    }

    /// A session that writes and lies idle, or a new one. Goes back with [#giveBack], or is closed
    /// with [#closeStream].
    StreamConnection borrowStream() {
        StreamConnection free = idle.poll();
        return free == null ? openStream() : free;
    }

    /// For a session that nothing lives in: no transaction, no temporary table.
    void giveBack(StreamConnection stream) {
        if (stream.cancelled() || !idle.offer(stream)) {
            closeStream(stream);
        }
    }

    /// Opens a session that writes. Whoever opens it closes it with [#closeStream].
    StreamConnection openStream() {
        StreamConnection stream = new StreamConnection();
        streams.add(stream);
        connect(stream);
        return stream;
    }

    void closeStream(StreamConnection stream) {
        streams.remove(stream);
        stream.close();
    }

    /// Sees to it that the stream has a session under the fence of now.
    void ready(StreamConnection stream) throws SQLException {
        if (control.lost()) {
            recoverControl();
        }
        if (!stream.isOpen() || stream.fence() != fence.number()) {
            recover(stream);
        }
    }

    /// Puts a stream right after a failure: ends what its old session left in the server, takes the
    /// lock and the fence again when the control session is lost too, and connects anew. The old
    /// session is gone for certain when this returns normally.
    ///
    /// @throws Failure when another run has taken over, or the server is away (transient)
    void recover(StreamConnection stream) {
        recovery.lock();
        try {
            if (stream.isOpen() && stillGood(stream)) {
                return;
            }
            recoverControl();
            int pid = stream.pid();
            stream.discard();
            control.endSession(pid);
            connect(stream);
        } catch (SQLException e) {
            throw failures().of(e);
        } finally {
            recovery.unlock();
        }
    }

    /// After a failure of the statement only (a lock timeout, a deadlock) the session stays.
    private boolean stillGood(StreamConnection stream) {
        if (stream.fence() != fence.number()) {
            return false;
        }
        try {
            stream.jdbc().rollback();
            return ServerConnections.answers(stream.jdbc());
        } catch (SQLException e) {
            return false;
        }
    }

    private void recoverControl() throws SQLException {
        recovery.lock();
        try {
            if (!control.answers()) {
                control.reopen();
                fence = control.fence();
            }
        } finally {
            recovery.unlock();
        }
    }

    private void connect(StreamConnection stream) {
        Fence now = fence;
        stream.replace(connections.open(control.key().label(now)), now.number());
    }

    /// The last statement before COMMIT: this run still holds the fence, and a raise waits until
    /// this transaction has ended.
    void proveFence(StreamConnection stream) throws SQLException {
        ledger.fences().prove(stream.jdbc(), connection(), fence, stream.fence());
    }

    @Override
    public void close() {
        streams.forEach(StreamConnection::close);
        control.close();
    }
}
