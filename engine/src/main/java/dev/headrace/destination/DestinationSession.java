package dev.headrace.destination;

import dev.headrace.model.TableShape;
import java.time.Instant;

/// The right to write for one connection, held until closed or fenced off.
public interface DestinationSession extends AutoCloseable {

    /// The one instant of this sync, by the destination's clock: what `_fivetran_synced` gets.
    Instant syncedAt();

    /// Where the destination stands with a table. Looks, and forgets the state of a table that is
    /// gone; makes nothing.
    ///
    /// @throws dev.headrace.failure.Failure `TABLE_NOT_OURS`, `KEY_CHANGED` and others when this
    ///   load must not touch the table
    StoredTable inspect(LoadRequest request);

    /// What [#begin] would execute for this shape, as SQL text, without doing it.
    java.util.List<String> plan(LoadRequest request, TableShape shape);

    /// Begins to load a table. Where [StoredTable#phase] was a first load under way and
    /// `continued`, goes on with it; else a first load begins anew.
    TableLoad begin(LoadRequest request, TableShape shape, boolean continued);

    @Override
    void close();
}
