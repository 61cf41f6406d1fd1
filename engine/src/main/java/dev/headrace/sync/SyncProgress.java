package dev.headrace.sync;

import dev.headrace.destination.LoadCounters;
import dev.headrace.model.TableName;
import dev.headrace.source.ReadProgress;
import java.time.Instant;

/// How far a sync is.
///
/// @param number of the table, from 1
/// @param count of all tables
/// @param since when this table began
public record SyncProgress(
        TableName table,
        int number,
        int count,
        Stage stage,
        ReadProgress read,
        LoadCounters load,
        Instant since) {

    /// What is being done with the table.
    public enum Stage {
        /// Looks at both sides.
        OPENING,
        /// Reads and loads.
        READING,
        /// Everything is read; builds what is left to build.
        FINISHING
    }
}
