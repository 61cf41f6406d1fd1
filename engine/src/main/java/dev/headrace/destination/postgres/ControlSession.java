package dev.headrace.destination.postgres;

import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.jdbc.PgConnection;

/// The session that holds a connection's lock and shows by its beat that this run is alive.
/// Thread-safe: beat and callers take turns.
final class ControlSession implements AutoCloseable {
    /// A rival tells a live run from a dead one by a few of these.
    private static final Duration BEAT = Duration.ofSeconds(2);

    /// No statement of this session runs long, so silence means a dead network.
    private static final Duration SILENCE_MAX = Duration.ofSeconds(15);

    private final ServerConnections connections;
    private final LedgerFences fences;
    private final ConnectionName connection;
    private final LockKey key;
    private final SyncId run;
    private final Program program;
    private final ReentrantLock turn = new ReentrantLock();
    private final ScheduledExecutorService beat;
    private final ServerVersion version;
    private final Instant syncedAt;
    private volatile Runnable whenLost = () -> {};
    private volatile boolean lost;
    private volatile boolean closed;
    private volatile Fence fence;
    private PgConnection jdbc;

    /// Takes the lock and raises the fence on a session just opened, which is this object's from
    /// here on, also when this fails.
    ControlSession(
            ServerConnections connections,
            PgConnection opened,
            LedgerFences fences,
            Identity identity)
            throws SQLException {
        this.connections = connections;
        this.fences = fences;
        this.connection = identity.connection();
        this.key = identity.key();
        this.run = identity.run();
        this.program = identity.program();
        this.jdbc = opened;
        try {
            version = ServerConnections.version(opened);
            fence = take(opened);
            syncedAt = serverTime(opened);
        } catch (SQLException | RuntimeException e) {
            opened.close();
            throw e;
        }
        beat =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofVirtual().name("headrace-beat").factory());
        var _ =
                beat.scheduleAtFixedRate(
                        this::answers, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whose lock, and who asks.
    record Identity(ConnectionName connection, LockKey key, SyncId run, Program program) {}

    private Fence take(PgConnection opened) throws SQLException {
        opened.setNetworkTimeout(Runnable::run, Math.toIntExact(SILENCE_MAX.toMillis()));
        new LockTaking(opened, fences, key, run, connection).take();
        rename(opened, new Fence(0, run));
        Fence raised = new FenceRaise(opened, fences, key, connection).raise(run, program);
        rename(opened, raised);
        return raised;
    }

    private void rename(PgConnection opened, Fence under) throws SQLException {
        try (PreparedStatement statement =
                opened.prepareStatement(
                        "SELECT pg_catalog.set_config('application_name', ?, false)")) {
            statement.setString(1, key.label(under));
            statement.execute();
        }
    }

    private static Instant serverTime(PgConnection opened) throws SQLException {
        try (Statement statement = opened.createStatement();
                ResultSet row = statement.executeQuery("SELECT clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    ConnectionName connection() {
        return connection;
    }

    LockKey key() {
        return key;
    }

    ServerVersion version() {
        return version;
    }

    Program program() {
        return program;
    }

    Instant syncedAt() {
        return syncedAt;
    }

    Fence fence() {
        return fence;
    }

    boolean lost() {
        return lost;
    }

    /// @param action runs once for each loss, on the thread that notices it
    void whenLost(Runnable action) {
        whenLost = action;
    }

    /// Beats once. False when the session is gone, and the lock with it.
    boolean answers() {
        turn.lock();
        try {
            if (closed) {
                return false;
            }
            if (!lost && !ServerConnections.answers(jdbc)) {
                lost = true;
                whenLost.run();
            }
            return !lost;
        } finally {
            turn.unlock();
        }
    }

    /// Takes lock and fence again after a loss; our own lost session may be ended for it.
    ///
    /// @throws Failure `CONNECTION_BUSY` when another run has the lock now
    void reopen() throws SQLException {
        turn.lock();
        try {
            if (closed) {
                return;
            }
            jdbc.abort(Runnable::run);
            PgConnection opened = connections.open(key.waitingLabel(run)).jdbc();
            try {
                requireOwnRun(opened);
                fence = take(opened);
            } catch (SQLException | RuntimeException e) {
                opened.close();
                throw e;
            }
            jdbc = opened;
            lost = false;
        } finally {
            turn.unlock();
        }
    }

    /// A run that has lost its lock comes back only if nobody took over in between: whoever did may
    /// have ended already, and has moved the state that this run still holds in memory.
    private void requireOwnRun(PgConnection opened) throws SQLException {
        opened.setAutoCommit(false);
        fences.prove(opened, connection, fence, fence.number());
        opened.rollback();
        opened.setAutoCommit(true);
    }

    /// Ends a session of this run that lost its client, and waits until it is gone.
    ///
    /// @param pid 0 for none
    void endSession(int pid) throws SQLException {
        if (pid == 0) {
            return;
        }
        turn.lock();
        try {
            new Sessions(jdbc, key).end(pid);
        } finally {
            turn.unlock();
        }
    }

    /// Runs something short on this session.
    void run(SessionWork work) throws SQLException {
        turn.lock();
        try {
            work.on(jdbc);
        } finally {
            turn.unlock();
        }
    }

    /// Something short for the control session; auto-commit is on.
    @FunctionalInterface
    interface SessionWork {
        void on(PgConnection jdbc) throws SQLException;
    }

    @Override
    public void close() {
        beat.shutdownNow();
        turn.lock();
        try {
            closed = true;
            jdbc.close();
        } catch (SQLException e) {
            // It is broken already, and the server ends it by itself.
        } finally {
            turn.unlock();
        }
    }
}
