package dev.headrace.destination.postgres;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/// The temporary table where a batch lands first: one per session, used again while the columns
/// stay. Every call but [#kept] is part of the caller's transaction.
final class StagingTable {
    static final QualifiedName STAGED = QualifiedName.temporary("headrace_staged");
    static final QualifiedName FOLDED = QualifiedName.temporary("headrace_folded");

    /// A temporary table holds back the database's oldest transaction id as long as it lives.
    private static final Duration AGE_MAX = Duration.ofDays(1);

    private @Nullable Made kept;
    private @Nullable Made made;

    /// A staging table in a session.
    private record Made(
            long epoch,
            long sinceNanos,
            List<StagedColumn> columns,
            Set<ExtraColumn> extras,
            boolean folded) {

        boolean serves(Made wanted) {
            return epoch == wanted.epoch
                    && columns.equals(wanted.columns)
                    && extras.equals(wanted.extras)
                    && (folded || !wanted.folded)
                    && wanted.sinceNanos - sinceNanos < AGE_MAX.toNanos();
        }
    }

    /// Makes the table where it is not there in this session with these columns.
    ///
    /// @param folding whether the changes are put into layers
    void make(StreamConnection stream, MergeSql sql, Set<ExtraColumn> extras, boolean folding)
            throws SQLException {
        Made wanted = new Made(stream.epoch(), System.nanoTime(), sql.columns(), extras, folding);
        made = kept;
        if (kept != null && kept.serves(wanted)) {
            return;
        }
        try (Statement statement = stream.jdbc().createStatement()) {
            statement.execute(StagingSql.drop(STAGED));
            statement.execute(StagingSql.drop(FOLDED));
            statement.execute(StagingSql.create(STAGED, sql.columns(), extras));
            if (folding) {
                statement.execute(sql.createFolded());
                statement.execute(sql.indexFolded());
            }
        }
        made = wanted;
    }

    /// What [#make] made outlives its transaction: it has committed.
    void kept() {
        kept = made;
    }

    static long copy(StreamConnection stream, QualifiedName table, PostgresBatch batch)
            throws SQLException {
        String sql = StagingSql.copy(table, batch.layout().columnNames());
        CopyIn copy = stream.jdbc().getCopyAPI().copyIn(sql);
        try {
            batch.writeTo(copy);
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
