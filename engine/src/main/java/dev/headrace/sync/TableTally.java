package dev.headrace.sync;

import dev.headrace.destination.LoadCounters;
import dev.headrace.failure.Warning;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadProgress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What all tries of one table did together.
final class TableTally {
    private long bytesRead;
    private long rowsCommitted;
    private @Nullable LoadCounters counters;
    private ReadProgress read = TableAttempt.NOTHING_READ;
    private final List<String> ddl = new ArrayList<>();
    private final Set<Warning> warnings = new LinkedHashSet<>();
    private @Nullable TableShape shape;

    void add(TableAttempt attempt) {
        ReadProgress last = attempt.read();
        LoadCounters loaded = attempt.counters();
        read =
                new ReadProgress(
                        bytesRead + last.bytesRead(),
                        last.bytesTotal(),
                        rowsCommitted + last.rows(),
                        last.badRows(),
                        last.inputs(),
                        last.inputsUnchanged());
        bytesRead += last.bytesRead();
        // What was read and not committed is read again, and is one row all the same.
        rowsCommitted += loaded.committed();
        counters = counters == null ? loaded : counters.then(loaded);
        ddl.addAll(attempt.ddl());
        warnings.addAll(attempt.warnings());
        shape = attempt.shape() == null ? shape : attempt.shape();
    }

    LoadCounters counters() {
        return counters == null ? LoadCounters.NONE : counters;
    }

    ReadProgress read() {
        return read;
    }

    List<String> ddl() {
        return ddl;
    }

    List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    @Nullable TableShape shape() {
        return shape;
    }
}
