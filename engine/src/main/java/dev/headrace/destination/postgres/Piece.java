package dev.headrace.destination.postgres;

import dev.headrace.model.Checkpoint;
import dev.headrace.model.InputRange;
import java.util.List;

/// A batch of a first load on its way: loaded in one transaction, at any place among the others.
///
/// @param build what its rows were encoded for
/// @param mark a number by chance that stands for the piece where it came from no range
record Piece(PostgresBatch batch, Checkpoint checkpoint, StreamRow.Build build, long mark) {

    /// What the ledger notes. A batch without ranges is noted too, to know after a lost answer
    /// whether it is in.
    List<InputRange> ranges() {
        return checkpoint.ranges().isEmpty()
                ? List.of(LedgerPieces.mark(mark))
                : checkpoint.ranges();
    }
}
