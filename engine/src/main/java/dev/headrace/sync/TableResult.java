package dev.headrace.sync;

import dev.headrace.destination.LoadCounters;
import dev.headrace.failure.Failure;
import dev.headrace.failure.Warning;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.TableName;
import dev.headrace.source.ReadProgress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sync did to one table.
///
/// @param unchanged whether there was nothing new, so that nothing was read or written
/// @param read what the source read; in a plan, what it would read
/// @param columns that the source fills, empty when it failed before they were known
/// @param ddl executed, in a plan to be executed
/// @param failure why it is not done, null when it is, or when the sync was interrupted
public record TableResult(
        TableName table,
        ConnectionName connection,
        boolean unchanged,
        ReadProgress read,
        LoadCounters counters,
        List<TableColumn> columns,
        List<String> ddl,
        List<Warning> warnings,
        @Nullable Failure failure,
        Duration duration) {

    public TableResult {
        columns = List.copyOf(columns);
        // The machine's clock may have been set back meanwhile.
        duration = duration.isNegative() ? Duration.ZERO : duration;
        ddl = List.copyOf(ddl);
        warnings = List.copyOf(warnings);
    }
}
