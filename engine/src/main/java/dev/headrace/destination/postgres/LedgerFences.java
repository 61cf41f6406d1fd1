package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

/// The ledger's `connection` table: who may write for a connection.
final class LedgerFences {
    private final String raise;
    private final String insert;
    private final String prove;
    private final String holder;

    LedgerFences(Identifier schema) {
        QualifiedName table = new QualifiedName(schema, new Identifier("connection"));
        insert =
                sql(
                        table,
                        """
                        INSERT INTO {connection} (name, fence, run, host, pid, version, started_at)
                        SELECT ?, 0, ?, '', 0, '', clock_timestamp()
                        WHERE NOT EXISTS (SELECT 1 FROM {connection} WHERE name = ?)\
                        """);
        raise =
                sql(
                        table,
                        """
                        UPDATE {connection}
                        SET fence = fence + 1, run = ?, host = ?, pid = ?, version = ?,
                            started_at = clock_timestamp()
                        WHERE name = ?
                        RETURNING fence\
                        """);
        prove =
                sql(
                        table,
                        """
                        SELECT 1 FROM {connection}
                        WHERE name = ? AND fence = ? AND run = ?
                        FOR SHARE\
                        """);
        holder =
                sql(
                        table,
                        """
                        SELECT fence, run, host, pid, started_at FROM {connection}
                        WHERE name = ?\
                        """);
    }

    private static String sql(QualifiedName table, String text) {
        return SqlTemplate.of(text).put("connection", table).sql();
    }

    /// The process that raised a fence.
    ///
    /// @param pid of the process on its own host
    record Holder(Fence fence, String host, long pid, Instant startedAt) {}

    /// Raises the fence for `run`; waits for commits in flight as long as `lock_timeout` says.
    Fence raise(Connection jdbc, ConnectionName name, SyncId run, Program program)
            throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(insert)) {
            statement.setString(1, name.value());
            statement.setObject(2, run.value());
            statement.setString(3, name.value());
            statement.executeUpdate();
        }
        return new Fence(update(jdbc, name, run, program), run);
    }

    /// @return the new number, 0 where the connection is not known
    private long update(Connection jdbc, ConnectionName name, SyncId run, Program program)
            throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(raise)) {
            statement.setObject(1, run.value());
            statement.setString(2, program.host());
            statement.setLong(3, program.pid());
            statement.setString(4, program.version());
            statement.setString(5, name.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /// Takes another connection's right to write, because one of its tables is adopted: its run of
    /// now is fenced off and names this one.
    void revoke(Connection jdbc, ConnectionName other, SyncId run, Program program)
            throws SQLException {
        update(jdbc, other, run, program);
    }

    /// Proves that the fence still stands and keeps it standing until the transaction ends.
    ///
    /// @throws Failure `FENCED_OFF` when another run holds a newer one; transient when this run
    ///   itself has raised it meanwhile, to recover
    void prove(Connection jdbc, ConnectionName name, Fence fence, long number) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(prove)) {
            statement.setString(1, name.value());
            statement.setLong(2, number);
            statement.setObject(3, fence.run().value());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    return;
                }
            }
        }
        throw passed(holder(jdbc, name), name, fence);
    }

    private static Failure passed(Optional<Holder> holder, ConnectionName name, Fence own) {
        if (holder.isEmpty()) {
            return Failure.of(
                    FailureCode.TABLE_CHANGED,
                    "The ledger no longer knows the connection \"" + name + "\".");
        }
        Holder newer = holder.get();
        if (newer.fence().run().equals(own.run())) {
            return Failure.of(
                    FailureCode.CONNECTION_LOST,
                    "A session of this run was given up and replaced.");
        }
        return Failure.of(
                FailureCode.FENCED_OFF,
                "A newer run of the connection \"%s\" has taken over: process %d on %s, since %s."
                        .formatted(name, newer.pid(), newer.host(), newer.startedAt()));
    }

    Optional<Holder> holder(Connection jdbc, ConnectionName name) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(holder)) {
            statement.setString(1, name.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static Holder read(ResultSet row) throws SQLException {
        return new Holder(
                new Fence(row.getLong(1), new SyncId(row.getObject(2, UUID.class))),
                row.getString(3),
                row.getLong(4),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }
}
