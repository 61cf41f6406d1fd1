package dev.headrace.destination.postgres;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.postgresql.PGStatement;
import org.postgresql.jdbc.PgConnection;

/// Runs the statements of [MergeSql] in a transaction and counts what they did.
final class MergeSession {
    /// Below this part of the target an index look-up per row beats reading all of the target.
    private static final int INDEX_BELOW_PERCENT = 20;

    /// Settings for the transaction. Reads the table's size as the planner does, as it may never
    /// have been analyzed. Parameters: percent, rows of the batch, the target's oid.
    private static final String SETTINGS =
            """
            SELECT set_config('random_page_cost', '1.1', true),
                   set_config('work_mem', CASE WHEN pg_size_bytes(current_setting('work_mem'))
                       < 67108864 THEN '64MB' ELSE current_setting('work_mem') END, true),
                   set_config('enable_hashjoin', p.scan, true),
                   set_config('enable_mergejoin', p.scan, true)
            FROM (SELECT CASE WHEN ? * 100 < ? * greatest(reltuples::float8,
                              pg_relation_size(oid) / 256.0) THEN 'off' ELSE 'on' END AS scan
                  FROM pg_class WHERE oid = ?) AS p\
            """;

    private final PgConnection jdbc;
    private final MergeSql sql;
    private final OffsetDateTime syncedAt;

    MergeSession(PgConnection jdbc, MergeSql sql, Instant syncedAt) {
        this.jdbc = jdbc;
        this.sql = sql;
        this.syncedAt = OffsetDateTime.ofInstant(syncedAt, ZoneOffset.UTC);
    }

    void tune(long targetOid, long rows) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(SETTINGS)) {
            statement.setLong(1, rows);
            statement.setInt(2, INDEX_BELOW_PERCENT);
            statement.setLong(3, targetOid);
            statement.execute();
        }
    }

    MergeCounts truncate() throws SQLException {
        try (PreparedStatement statement = prepare(sql.truncate())) {
            return MergeCounts.ofDeleted(statement.executeUpdate());
        }
    }

    /// Merges whole rows.
    MergeCounts rows(long staged) throws SQLException {
        try (PreparedStatement statement = prepare(sql.rows())) {
            statement.setObject(1, syncedAt);
            statement.setObject(2, syncedAt);
            try (ResultSet counts = statement.executeQuery()) {
                counts.next();
                long distinct = counts.getLong(1);
                long updated = counts.getLong(2);
                long inserted = counts.getLong(3);
                return new MergeCounts(
                        inserted, updated, 0, distinct - updated - inserted, staged - distinct);
            }
        }
    }

    /// Merges changes of every kind, one layer after the other.
    MergeCounts changes(long staged) throws SQLException {
        MergeCounts counts = new MergeCounts(0, 0, 0, 0, staged - fold());
        long layers = layers();
        try (PreparedStatement statement = prepare(sql.layer())) {
            for (long layer = 1; layer <= layers; layer++) {
                counts = counts.plus(layer(statement, layer));
            }
        }
        return counts;
    }

    private long fold() throws SQLException {
        try (PreparedStatement statement = prepare(sql.fold())) {
            return statement.executeUpdate();
        }
    }

    private long layers() throws SQLException {
        try (PreparedStatement statement = prepare(sql.layers());
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private MergeCounts layer(PreparedStatement statement, long layer) throws SQLException {
        statement.setLong(1, layer);
        statement.setObject(2, syncedAt);
        statement.setObject(3, syncedAt);
        if (sql.soft()) {
            statement.setObject(4, syncedAt);
        }
        try (ResultSet counts = statement.executeQuery()) {
            counts.next();
            long rows = counts.getLong(1);
            long updated = counts.getLong(2);
            long inserted = counts.getLong(3);
            long deleted = counts.getLong(4);
            return new MergeCounts(
                    inserted, updated, deleted, rows - updated - inserted - deleted, 0);
        }
    }

    /// Lines beyond a file's new end.
    MergeCounts removeLines(CopyEncoder.Removal removal) throws SQLException {
        try (PreparedStatement statement = prepare(sql.removeLines())) {
            int at = 1;
            if (sql.soft()) {
                statement.setObject(at++, syncedAt);
            }
            statement.setString(at++, removal.file());
            statement.setLong(at, removal.lastLine());
            return MergeCounts.ofDeleted(statement.executeUpdate());
        }
    }

    void append() throws SQLException {
        try (PreparedStatement statement = prepare(sql.append())) {
            statement.setObject(1, syncedAt);
            statement.executeUpdate();
        }
    }

    void see(QualifiedName seen) throws SQLException {
        try (PreparedStatement statement = prepare(sql.see(seen))) {
            statement.executeUpdate();
        }
    }

    /// Planned at every execution: the plan depends on the batch and on the settings of its
    /// transaction.
    private PreparedStatement prepare(String text) throws SQLException {
        PreparedStatement statement = jdbc.prepareStatement(text);
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
        return statement;
    }
}
