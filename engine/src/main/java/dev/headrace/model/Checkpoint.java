package dev.headrace.model;

import java.util.List;

/// The promise that goes with a batch: once it is committed, every row of `ranges` is in, and the
/// source may go on from `states`.
///
/// @param ranges what the batch's rows came from, in order; what a first load notes, so that its
///   batches may commit in any order
/// @param states the state entries that the batch moved; what a later load notes
public record Checkpoint(List<InputRange> ranges, List<StateEntry> states) {

    public static final Checkpoint NONE = new Checkpoint(List.of(), List.of());

    public Checkpoint {
        ranges = List.copyOf(ranges);
        states = List.copyOf(states);
    }

    public boolean isEmpty() {
        return ranges.isEmpty() && states.isEmpty();
    }
}
