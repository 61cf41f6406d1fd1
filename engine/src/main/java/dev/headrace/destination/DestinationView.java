package dev.headrace.destination;

import dev.headrace.model.TableShape;
import java.util.List;

/// Looks at a destination for one connection.
public interface DestinationView extends AutoCloseable {

    /// Where the destination stands with a table. Makes nothing.
    ///
    /// @throws dev.headrace.failure.Failure `TABLE_NOT_OURS`, `KEY_CHANGED` and others when this
    ///   load must not touch the table
    StoredTable inspect(LoadRequest request);

    /// What beginning and publishing a load of this shape would execute, as SQL text, without doing
    /// it.
    List<String> plan(LoadRequest request, TableShape shape);

    @Override
    void close();
}
