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
        long quarantined) {

    public static final LoadCounters NONE = new LoadCounters(false, false, 0, 0, 0, 0, 0, 0, 0);

    /// Those of two loads of the same table, one after the other: [#resumed] is the earlier one's.
    public LoadCounters then(LoadCounters later) {
        return new LoadCounters(
                created || later.created,
                resumed,
                committed + later.committed,
                inserted + later.inserted,
                updated + later.updated,
                deleted + later.deleted,
                unchanged + later.unchanged,
                duplicate + later.duplicate,
                quarantined + later.quarantined);
    }
}
