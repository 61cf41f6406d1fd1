package dev.headrace.destination;

import dev.headrace.failure.Warning;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.util.List;

/// One table being loaded. One thread opens, fills and submits batches; loading goes on behind it.
///
/// A failure of a batch under way is thrown by the next call of any method here.
public interface TableLoad extends AutoCloseable {

    /// An empty batch to fill. Waits while as many batches as memory allows are under way.
    Batch open();

    /// Hands a filled batch over. In a first load batches may commit in any order, in a later load
    /// they commit in the order of submission. An empty batch with a checkpoint still moves the
    /// state; with an empty checkpoint nothing is written.
    void submit(Batch batch, Checkpoint checkpoint);

    /// Waits for batches under way, then changes the table so that rows of `shape` fit. Batches
    /// opened after have the new shape.
    void reshape(TableShape shape);

    /// Forgets everything loaded so far in a first load and begins anew with `shape`; in a later
    /// load the same as [#reshape].
    void restart(TableShape shape);

    /// Whether rows that come again after a [#restart] are in the table once. They are not where a
    /// later load only ever adds: then what was filled when the source asked for a restart must not
    /// be submitted either, since its checkpoint stands before its rows.
    boolean canRestart();

    /// Waits for all batches, builds what is left to build, and makes the table visible with the
    /// given states.
    ///
    /// @param states the source's final state entries; a later load has most of them already
    /// @param vanished keys of states to forget
    /// @param complete whether every input was seen, by reading or because it is unchanged; only
    ///   then a snapshot may mark what it has not seen
    /// @return whether that was it; never [FinishOutcome#READ_AGAIN] where [LoadRequest#readOnce]
    ///   is set, and never twice
    FinishOutcome finish(List<StateEntry> states, List<String> vanished, boolean complete);

    /// The checkpoints of batches committed since the last call of this method, in the order of
    /// submission and without gaps: what the source may be told. A destination that cannot tell
    /// before [#finish] returns none.
    default List<Checkpoint> takeCommitted() {
        return List.of();
    }

    /// Never throws; any thread may call it, also after a failure and after [#close].
    LoadCounters counters();

    /// What was executed to make or change the table, in order. As [#counters], never throws.
    List<String> ddl();

    /// As [#counters], never throws.
    List<Warning> warnings();

    /// Stops what is under way and leaves no staging table, lock or session. What is committed
    /// stays. Any thread may call it, more than once; it returns within a few seconds, and a call
    /// that waits in another thread then fails.
    @Override
    void close();
}
