package dev.headrace.destination.postgres;

import dev.headrace.failure.CrashPoint;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// Ends what predecessors left and raises the fence, holding the lock.
final class FenceRaise {
    /// A frozen predecessor's share lock stops the raise; it is ended and the raise tried again.
    private static final Duration RAISE_WITHIN = Duration.ofSeconds(30);

    private final Connection jdbc;
    private final LedgerFences fences;
    private final Sessions predecessors;
    private final ConnectionName connection;

    FenceRaise(Connection jdbc, LedgerFences fences, LockKey key, ConnectionName connection) {
        this.jdbc = jdbc;
        this.fences = fences;
        this.predecessors = new Sessions(jdbc, key);
        this.connection = connection;
    }

    Fence raise(SyncId run, Program program) throws SQLException {
        long end = System.nanoTime() + RAISE_WITHIN.toNanos();
        while (true) {
            predecessors.endAll();
            CrashPoint.PREDECESSOR_ENDED.pass();
            try {
                Fence raised = commitRaise(run, program);
                predecessors.endAll();
                predecessors.awaitAllGone();
                return raised;
            } catch (SQLException e) {
                boolean again = SqlFailures.is(e, SqlFailures.LOCK_NOT_AVAILABLE);
                if (!again || System.nanoTime() - end > 0) {
                    throw e;
                }
            }
        }
    }

    private Fence commitRaise(SyncId run, Program program) throws SQLException {
        jdbc.setAutoCommit(false);
        try {
            try (Statement statement = jdbc.createStatement()) {
                statement.execute("SET LOCAL lock_timeout = '1s'");
            }
            Fence raised = fences.raise(jdbc, connection, run, program);
            CrashPoint.FENCED.pass();
            jdbc.commit();
            CrashPoint.COMMITTED.pass();
            return raised;
        } catch (SQLException | RuntimeException e) {
            jdbc.rollback();
            throw e;
        } finally {
            jdbc.setAutoCommit(true);
        }
    }
}
