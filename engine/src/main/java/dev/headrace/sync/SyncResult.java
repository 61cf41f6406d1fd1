package dev.headrace.sync;

import dev.headrace.failure.Failure;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a sync ended.
///
/// @param connection that all tables share, null when they have several
/// @param tables those begun, in order
public record SyncResult(
        SyncStatus status,
        SyncId id,
        @Nullable ConnectionName connection,
        String serverVersion,
        Instant startedAt,
        Duration duration,
        List<TableResult> tables) {

    public SyncResult {
        tables = List.copyOf(tables);
        // The machine's clock may have been set back meanwhile.
        duration = duration.isNegative() ? Duration.ZERO : duration;
    }

    /// Whether a table went on from what an earlier run had left.
    public boolean resumed() {
        return tables.stream().anyMatch(table -> table.counters().resumed());
    }

    /// Why tables are not done, each with its place.
    public List<Failure> failures() {
        return tables.stream().map(TableResult::failure).filter(Objects::nonNull).toList();
    }

    /// How a sync ended that was not interrupted.
    static SyncStatus status(List<TableResult> tables, SyncStatus done) {
        long failed = tables.stream().filter(table -> table.failure() != null).count();
        if (failed == 0) {
            boolean quarantined =
                    tables.stream().anyMatch(table -> table.counters().quarantined() > 0);
            return quarantined ? SyncStatus.PARTIAL : done;
        }
        return failed == tables.size() ? SyncStatus.FAILED : SyncStatus.PARTIAL;
    }
}
