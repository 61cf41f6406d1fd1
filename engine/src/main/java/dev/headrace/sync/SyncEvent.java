package dev.headrace.sync;

import dev.headrace.failure.Failure;
import dev.headrace.failure.Warning;
import dev.headrace.model.TableName;
import java.time.Duration;

/// What happens in a sync. How far it is is asked for instead: [Sync#progress].
public sealed interface SyncEvent {

    /// A table is begun.
    ///
    /// @param number from 1
    /// @param count of all tables of this sync
    record TableStarted(TableName table, int number, int count) implements SyncEvent {}

    /// Goes on from what an earlier run, or an earlier try of this one, has left.
    record TableResumed(TableName table) implements SyncEvent {}

    /// A table's load failed and begins again from its last checkpoint.
    ///
    /// @param attempt the one that failed, from 1
    record Retrying(TableName table, Failure failure, Duration after, int attempt)
            implements SyncEvent {}

    record WarningRaised(TableName table, Warning warning) implements SyncEvent {}

    /// A table is done, well or not.
    record TableFinished(TableResult result) implements SyncEvent {}
}
