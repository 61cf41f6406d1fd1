package dev.headrace.sync;

import dev.headrace.destination.FinishOutcome;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.LoadRequest;
import dev.headrace.model.InputPosition;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// Gathers pieces, which commit in any order, and publishes them as a table. Where keys come twice
/// it asks once to be given everything again, as a destination that does not know their order has
/// to.
final class MemoryFirstLoad extends MemoryLoad {
    private InMemoryDestination.Build build;
    private LoadCounters counters;

    MemoryFirstLoad(Target target, LoadRequest request, TableShape shape, boolean continued) {
        super(target, request, shape);
        InMemoryDestination.Build known = target.stored().build;
        boolean resumed = known != null && continued;
        build = known != null && resumed ? known : begin(shape, request.readOnce());
        counters = new LoadCounters(false, resumed, 0, 0, 0, 0, 0, 0, 0);
        build.shape = shape;
    }

    private InMemoryDestination.Build begin(TableShape shape, boolean ordered) {
        InMemoryDestination.Build begun = new InMemoryDestination.Build(shape, ordered);
        target.commit(() -> target.stored().build = begun);
        ddl.add("CREATE " + request.table());
        return begun;
    }

    @Override
    void commitNext() {
        // The last one first: their order must not matter.
        Filled next = waiting.removeLast();
        target.commit(() ->
                build.pieces.add(
                        new InMemoryDestination.Piece(
                                next.shape(), next.rows(), next.checkpoint().ranges())));
        count(next.rows().changes().size(), 0, false);
    }

    private void count(long committed, long inserted, boolean created) {
        counters =
                counters.then(new LoadCounters(created, false, committed, inserted, 0, 0, 0, 0, 0));
    }

    @Override
    public void reshape(TableShape wider) {
        check();
        commitAll();
        target.commit(() -> build.shape = wider);
        wear(wider);
    }

    @Override
    public boolean canRestart() {
        return true;
    }

    @Override
    public void restart(TableShape wider) {
        check();
        waiting.clear();
        build = begin(wider, build.ordered);
        wear(wider);
    }

    @Override
    public FinishOutcome finish(List<StateEntry> states, List<String> vanished, boolean complete) {
        check();
        commitAll();
        if (!build.ordered && hasDuplicates()) {
            build = begin(shape(), true);
            return FinishOutcome.READ_AGAIN;
        }
        MemoryTable table = new MemoryTable(request.mode(), shape());
        for (InMemoryDestination.Piece piece : inOrder()) {
            table.apply(piece.shape(), piece.rows(), target.syncedAt(), new HashSet<>());
        }
        table.reshape(shape());
        target.commit(() -> {
            target.stored().live = table;
            target.stored().build = null;
            target.stored().states.clear();
            states.forEach(state -> target.stored().states.put(state.key(), state.json()));
        });
        count(0, table.rows().size(), true);
        return FinishOutcome.DONE;
    }

    private List<InMemoryDestination.Piece> inOrder() {
        return build.pieces.stream().sorted(Comparator.comparing(MemoryFirstLoad::begin)).toList();
    }

    private static InputPosition begin(InMemoryDestination.Piece piece) {
        return piece.ranges().isEmpty() ? InputPosition.START : piece.ranges().getFirst().from();
    }

    private boolean hasDuplicates() {
        if (request.key().isEmpty()) {
            return false;
        }
        MemoryTable table = new MemoryTable(request.mode(), shape());
        long rows = 0;
        for (InMemoryDestination.Piece piece : new ArrayList<>(build.pieces)) {
            rows += piece.rows().changes().size();
            table.apply(piece.shape(), piece.rows(), target.syncedAt(), new HashSet<>());
        }
        return rows > table.rows().size();
    }

    @Override
    public LoadCounters counters() {
        return counters;
    }
}
