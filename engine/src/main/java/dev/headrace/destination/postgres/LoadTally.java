package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadCounters;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import java.util.List;

/// Counts what a first load does. Thread-safe: streams count, others ask.
final class LoadTally {
    private boolean resumed;
    private boolean created;
    private boolean published;
    private long committed;
    private long quarantined;
    private long duplicates;
    private RefreshDifference.Counts difference = new RefreshDifference.Counts(0, 0, 0);

    synchronized void resumed() {
        resumed = true;
    }

    synchronized void loaded(PostgresBatch batch) {
        committed += batch.rows();
        quarantined += batch.badRows().size();
    }

    /// What was loaded is dropped and comes again.
    synchronized void restarted() {
        committed = 0;
        quarantined = 0;
        resumed = false;
    }

    /// @param fresh whether the table was not there before
    synchronized void published(boolean fresh, long resolvedDuplicates) {
        created = fresh;
        published = true;
        duplicates = resolvedDuplicates;
    }

    /// A live table was replaced, or got the difference.
    ///
    /// @param counts what was written into the live table; all 0 where it was replaced
    synchronized void refreshed(RefreshDifference.Counts counts, long resolvedDuplicates) {
        published(false, resolvedDuplicates);
        difference = counts;
    }

    synchronized boolean published() {
        return published;
    }

    synchronized LoadCounters counters() {
        boolean differing = difference.inserted() + difference.updated() + difference.deleted() > 0;
        long kept = published ? Math.max(0, committed - duplicates) : 0;
        long inserted = differing ? difference.inserted() : kept;
        return new LoadCounters(
                created,
                resumed,
                committed,
                inserted,
                difference.updated(),
                difference.deleted(),
                differing ? Math.max(0, kept - inserted - difference.updated()) : 0,
                duplicates,
                quarantined);
    }

    synchronized List<Warning> warnings() {
        return duplicates == 0
                ? List.of()
                : List.of(
                        new Warning(
                                WarningCode.DUPLICATE_KEY,
                                duplicates + " rows had a key that came again; the last one won.",
                                duplicates));
    }
}
