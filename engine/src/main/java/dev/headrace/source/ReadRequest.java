package dev.headrace.source;

import dev.headrace.model.InputRange;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the destination stands with a table.
///
/// @param phase what the destination does with the rows
/// @param stored the shape that the destination has, null where it has none
/// @param states what the source told with the last batches; while a first load is under way, what
///   it told when it began
/// @param committed first load under way: the ranges that are in; gaps between them must be read
public record ReadRequest(
        Phase phase,
        @Nullable TableShape stored,
        List<StateEntry> states,
        List<InputRange> committed) {

    /// What the destination does with what is read.
    public enum Phase {
        /// Fills a new table: batches may commit in any order.
        FIRST_LOAD,
        /// Merges into (or appends to) a table that people read: batches commit in order.
        LATER_LOAD
    }

    public ReadRequest {
        states = List.copyOf(states);
        committed = List.copyOf(committed);
    }

    public static ReadRequest firstLoad() {
        return new ReadRequest(Phase.FIRST_LOAD, null, List.of(), List.of());
    }
}
