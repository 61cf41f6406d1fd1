package dev.headrace.destination.postgres;

import dev.headrace.model.TableShape;
import org.jspecify.annotations.Nullable;

/// Where a live table stands, by what is committed.
///
/// @param shape by the ledger
/// @param batch the last one that is in
/// @param pass the snapshot pass that this load has begun
/// @param stalePass the pass that another load left unfinished
record LiveTable(
        TableShape shape,
        int shapeNumber,
        long batch,
        TargetTable target,
        StreamRow.@Nullable Pass pass,
        StreamRow.@Nullable Pass stalePass) {

    LiveTable withBatch(long number) {
        return new LiveTable(shape, shapeNumber, number, target, pass, stalePass);
    }

    LiveTable withShape(TableShape wider, int number, TargetTable found) {
        return new LiveTable(wider, number, batch, found, pass, stalePass);
    }

    LiveTable withTarget(TargetTable found) {
        return new LiveTable(shape, shapeNumber, batch, found, pass, stalePass);
    }

    LiveTable withPass(StreamRow.@Nullable Pass now) {
        return new LiveTable(shape, shapeNumber, batch, target, now, null);
    }
}
