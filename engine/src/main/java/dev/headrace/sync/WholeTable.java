package dev.headrace.sync;

import dev.headrace.destination.StoredTable;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.StateEntry;
import java.util.ArrayList;
import java.util.List;

/// A note among a table's states: whether the table is exactly the input that the states describe.
/// It becomes so by a first load or a snapshot, and ceases with the first batch of any other load.
///
/// Without it a snapshot could not be trusted to a source that says *unchanged*: a pass killed
/// after its last batch, or a load without snapshot before, leaves states that are up to date and
/// rows that should be gone.
final class WholeTable {
    static final String KEY = "headrace.whole";

    private WholeTable() {}

    static boolean isNoted(StoredTable stored) {
        return stored.states().contains(new StateEntry(KEY, "true"));
    }

    /// What is the source's own.
    static List<StateEntry> sourceStates(StoredTable stored) {
        return stored.states().stream().filter(entry -> !entry.key().equals(KEY)).toList();
    }

    static List<StateEntry> noted(List<StateEntry> states) {
        return with(states, "true");
    }

    static Checkpoint broken(Checkpoint checkpoint) {
        return new Checkpoint(checkpoint.ranges(), with(checkpoint.states(), "false"));
    }

    private static List<StateEntry> with(List<StateEntry> states, String whole) {
        List<StateEntry> all = new ArrayList<>(states);
        all.add(new StateEntry(KEY, whole));
        return all;
    }
}
