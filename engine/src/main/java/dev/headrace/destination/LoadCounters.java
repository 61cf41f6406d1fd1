package dev.headrace.destination;

/// What a load did to its table, counted over committed transactions of this run.
///
/// @param committed rows of committed batches, before duplicates are resolved
/// @param duplicate rows that a later row of the same key replaced
public record LoadCounters(
        boolean created,
        boolean resumed,
        long committed,
        long inserted,
        long updated,
        long deleted,
        long unchanged,
        long duplicate,
        long quarantined) {}
