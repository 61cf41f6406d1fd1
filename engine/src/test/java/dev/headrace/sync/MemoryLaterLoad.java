package dev.headrace.sync;

import dev.headrace.destination.FinishOutcome;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableShape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Merges batches in the order of submission, each with its states.
final class MemoryLaterLoad extends MemoryLoad {
    private final Set<MemoryTable.Key> seen = new HashSet<>();
    private LoadCounters counters = LoadCounters.NONE;

    MemoryLaterLoad(Target target, LoadRequest request, TableShape shape) {
        super(target, request, shape);
    }

    private MemoryTable table() {
        return Objects.requireNonNull(target.stored().live);
    }

    @Override
    void commitNext() {
        Filled next = waiting.removeFirst();
        target.commit(() -> {
            MemoryTable.Counts counts =
                    table().apply(next.shape(), next.rows(), target.syncedAt(), seen);
            write(next.checkpoint().states());
            count(counts, next.rows().changes().size());
        });
        committed(next.checkpoint());
    }

    private void count(MemoryTable.Counts counts, long rows) {
        counters =
                counters.then(
                        new LoadCounters(
                                false,
                                false,
                                rows,
                                counts.inserted(),
                                counts.updated(),
                                counts.deleted(),
                                0,
                                0,
                                0));
    }

    private void write(List<StateEntry> states) {
        states.forEach(state -> target.stored().states.put(state.key(), state.json()));
    }

    @Override
    public void reshape(TableShape wider) {
        check();
        commitAll();
        wear(wider);
    }

    @Override
    public boolean canRestart() {
        return request.mode() != SyncMode.APPEND;
    }

    @Override
    public void restart(TableShape wider) {
        reshape(wider);
    }

    @Override
    public FinishOutcome finish(List<StateEntry> states, List<String> vanished, boolean complete) {
        check();
        commitAll();
        Map<String, String> after = new HashMap<>(target.stored().states);
        states.forEach(state -> after.put(state.key(), state.json()));
        vanished.forEach(after::remove);
        if (request.snapshot() || !after.equals(target.stored().states)) {
            target.commit(() -> {
                if (request.snapshot() && complete) {
                    vanish();
                }
                target.stored().states.clear();
                target.stored().states.putAll(after);
            });
        }
        return FinishOutcome.DONE;
    }

    private void vanish() {
        List<MemoryTable.Key> unseen = table().unseen(seen);
        long known = table().liveRows() - counters.inserted();
        if (!unseen.isEmpty() && unseen.size() * 2L > known && !request.allowMassDelete()) {
            throw Failure.of(FailureCode.MASS_DELETE, "Most of the rows are gone.");
        }
        table().vanish(unseen);
        count(new MemoryTable.Counts(0, 0, unseen.size()), 0);
    }

    @Override
    public LoadCounters counters() {
        return counters;
    }
}
