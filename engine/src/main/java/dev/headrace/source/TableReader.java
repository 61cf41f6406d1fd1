package dev.headrace.source;

import dev.headrace.failure.Warning;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.util.List;

/// Reads one table. Not thread-safe but for [#progress], which any thread may call.
public interface TableReader extends AutoCloseable {

    /// The shape in which the next rows come. It covers every column of [ReadRequest#stored] that
    /// the source may still fill; columns that the source lacks for some rows are put as
    /// unmodified.
    TableShape shape();

    /// Whether what the destination has noted can still be continued: false when the input changed
    /// under a first load, which then begins anew ([ReadRequest#committed] does not count).
    boolean continues();

    /// Whether nothing is to be read: all of the input is as it was.
    boolean unchanged();

    /// Reads into `sink` until it is full, the shape has to change, or the input ends.
    ///
    /// @throws dev.headrace.failure.Failure for a bad row when the policy is to fail, and for an
    ///   input that cannot be read
    ReadOutcome read(ChangeSink sink);

    /// What has been read into sinks since the last call of this method.
    Checkpoint takeCheckpoint();

    /// The state entries of all inputs, once the input has ended: what a first load stores when it
    /// publishes its table.
    List<StateEntry> finalStates();

    /// The state entries whose inputs no longer exist and that may be forgotten.
    List<String> vanishedStates();

    /// Called after a batch is committed: the source may forget what came before.
    void acknowledge(Checkpoint checkpoint);

    ReadProgress progress();

    /// What the input itself suggests, complete once the input has ended.
    List<Warning> warnings();

    @Override
    void close();
}
