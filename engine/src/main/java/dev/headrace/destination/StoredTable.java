package dev.headrace.destination;

import dev.headrace.model.InputRange;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a destination stands with a table.
///
/// @param shape the columns that a source may fill (no system column that the destination adds by
///   itself), with the source names known from earlier loads; null when there is none
/// @param states of the source, empty when nothing is known
/// @param committed first load under way: what is in
public record StoredTable(
        Phase phase,
        @Nullable TableShape shape,
        List<StateEntry> states,
        List<InputRange> committed) {

    /// How far a table is.
    public enum Phase {
        /// Nothing is there.
        ABSENT,
        /// A first load (or refresh) is under way and may be continued.
        LOADING,
        /// People read it.
        LIVE
    }

    public StoredTable {
        states = List.copyOf(states);
        committed = List.copyOf(committed);
    }
}
