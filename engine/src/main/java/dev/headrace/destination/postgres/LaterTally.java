package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadCounters;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.TableName;
import java.util.ArrayList;
import java.util.List;

/// What a later load has committed. Thread-safe.
final class LaterTally {
    private final TableName table;
    private final List<Checkpoint> committed = new ArrayList<>();
    private final List<String> ddl = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();
    private MergeCounts counts = MergeCounts.NONE;
    private long rows;
    private long quarantined;

    LaterTally(TableName table) {
        this.table = table;
    }

    /// A transaction is in.
    synchronized void add(LaterTransaction done) {
        counts = counts.plus(done.counts());
        ddl.addAll(done.ddl());
        for (ShapeChange.Widening widening : done.widened()) {
            warnings.add(new Warning(WarningCode.COLUMN_WIDENED, widening.sentence(), 1));
        }
    }

    synchronized void add(PostgresBatch batch, Checkpoint checkpoint) {
        rows += batch.rows();
        quarantined += batch.badRows().size();
        committed.add(checkpoint);
    }

    synchronized void warn(Warning warning) {
        warnings.add(warning);
    }

    synchronized List<Checkpoint> takeCommitted() {
        List<Checkpoint> taken = List.copyOf(committed);
        committed.clear();
        return taken;
    }

    synchronized long inserted() {
        return counts.inserted();
    }

    synchronized LoadCounters counters() {
        return new LoadCounters(
                false,
                false,
                rows,
                counts.inserted(),
                counts.updated(),
                counts.deleted(),
                counts.unchanged(),
                counts.duplicate(),
                quarantined);
    }

    synchronized List<String> ddl() {
        return List.copyOf(ddl);
    }

    synchronized List<Warning> warnings() {
        List<Warning> all = new ArrayList<>(warnings);
        if (counts.duplicate() > 0) {
            all.add(
                    new Warning(
                            WarningCode.DUPLICATE_KEY,
                            "%d rows for %s have a key that a later row has too; the later counts."
                                    .formatted(counts.duplicate(), table),
                            counts.duplicate()));
        }
        return all;
    }
}
