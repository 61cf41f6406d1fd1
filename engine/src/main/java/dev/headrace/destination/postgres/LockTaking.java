package dev.headrace.destination.postgres;

import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Takes a connection's advisory lock. Where another session holds it, watches whether that one
/// still beats: a dead client's session is ended, a live one's run is named.
final class LockTaking {
    /// Five beats missed.
    private static final Duration SILENT_FOR = Duration.ofSeconds(10);

    /// A session told to end may hold the lock for a moment more.
    private static final Duration TAKE_WITHIN = Duration.ofSeconds(30);

    private static final Duration GLANCE = Duration.ofMillis(100);

    private static final String HOLDER =
            """
            SELECT a.pid, a.usename, a.application_name, coalesce(host(a.client_addr), 'local'),
                   a.backend_start, a.state_change, clock_timestamp(),
                   a.usename = current_user
            FROM pg_catalog.pg_locks l
            JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
              AND l.database = (SELECT oid FROM pg_catalog.pg_database
                                WHERE datname = current_database())
              AND l.classid::bigint = ? AND l.objid::bigint = ?\
            """;

    private final Connection jdbc;
    private final LedgerFences fences;
    private final LockKey key;
    private final SyncId run;
    private final ConnectionName connection;
    private final Sessions sessions;

    LockTaking(
            Connection jdbc,
            LedgerFences fences,
            LockKey key,
            SyncId run,
            ConnectionName connection) {
        this.jdbc = jdbc;
        this.fences = fences;
        this.key = key;
        this.run = run;
        this.connection = connection;
        this.sessions = new Sessions(jdbc, key);
    }

    /// The session that has the lock.
    ///
    /// @param beat its last sign of life; null where another role's is hidden
    private record Holder(
            int pid,
            String user,
            String application,
            String address,
            Instant since,
            @Nullable Instant beat,
            Instant now,
            boolean ownRole) {

        boolean isSame(Holder other) {
            return pid == other.pid && since.equals(other.since);
        }
    }

    void take() throws SQLException {
        long end = System.nanoTime() + TAKE_WITHIN.toNanos();
        Holder first = null;
        while (!tryLock()) {
            Holder holder = holder();
            if (holder != null) {
                first = first != null && first.isSame(holder) ? first : holder;
                judge(first, holder);
            }
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw busy(holder);
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
        CrashPoint.LOCKED.pass();
    }

    /// Ends a holder that is dead, throws for one that is alive, returns for one not yet known.
    private void judge(Holder first, Holder holder) throws SQLException {
        Instant beat = holder.beat;
        if (!holder.ownRole || beat == null) {
            throw busy(holder);
        }
        boolean ourOwnLost = holder.application.endsWith("/" + LockKey.shortRun(run));
        boolean silent = Duration.between(beat, holder.now).compareTo(SILENT_FOR) >= 0;
        if (ourOwnLost || silent) {
            sessions.end(holder.pid);
            return;
        }
        if (!beat.equals(first.beat)) {
            throw busy(holder);
        }
    }

    private boolean tryLock() throws SQLException {
        try (PreparedStatement statement =
                jdbc.prepareStatement("SELECT pg_catalog.pg_try_advisory_lock(?)")) {
            statement.setLong(1, key.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private @Nullable Holder holder() throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(HOLDER)) {
            statement.setLong(1, key.value() >>> Integer.SIZE);
            statement.setLong(2, key.value() & 0xFFFF_FFFFL);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? read(row) : null;
            }
        }
    }

    private static Holder read(ResultSet row) throws SQLException {
        OffsetDateTime start = row.getObject(5, OffsetDateTime.class);
        OffsetDateTime beat = row.getObject(6, OffsetDateTime.class);
        Instant now = row.getObject(7, OffsetDateTime.class).toInstant();
        return new Holder(
                row.getInt(1),
                row.getString(2),
                Optional.ofNullable(row.getString(3)).orElse(""),
                Optional.ofNullable(row.getString(4)).orElse("a hidden address"),
                start == null ? now : start.toInstant(),
                beat == null ? null : beat.toInstant(),
                now,
                row.getBoolean(8));
    }

    private Failure busy(@Nullable Holder holder) throws SQLException {
        String who = holder == null ? "a session that cannot be seen" : described(holder);
        return Failure.of(
                FailureCode.CONNECTION_BUSY,
                "Another run of the connection \"%s\" is under way: %s."
                        .formatted(connection, who));
    }

    /// By its process, where the ledger knows it, and by its session.
    private String described(Holder holder) throws SQLException {
        String process =
                fences.holder(jdbc, connection)
                        .filter(known ->
                                holder.application.endsWith(
                                        "/" + LockKey.shortRun(known.fence().run())))
                        .map(known -> "process %d on %s, ".formatted(known.pid(), known.host()))
                        .orElse("");
        return "%sserver process %d of user \"%s\", from %s, since %s"
                .formatted(process, holder.pid, holder.user, holder.address, holder.since);
    }
}
