package dev.headrace.destination;

import dev.headrace.model.TableShape;
import java.time.Instant;

/// The right to write for one connection, held until closed or fenced off.
public interface DestinationSession extends DestinationView {

    /// The one instant of this sync, by the destination's clock: what `_fivetran_synced` gets.
    Instant syncedAt();

    /// As [DestinationView#inspect], and forgets the state of a table that is gone.
    @Override
    StoredTable inspect(LoadRequest request);

    /// Begins to load a table. Where [StoredTable#phase] was a first load under way and
    /// `continued`, goes on with it; else a first load begins anew.
    ///
    /// With [LoadRequest#snapshot] a later load begins a pass: every input is read from its begin,
    /// so keys that an unfinished pass has noted count no longer.
    TableLoad begin(LoadRequest request, TableShape shape, boolean continued);

    /// Gives the right back. Any thread may call it, more than once.
    @Override
    void close();
}
