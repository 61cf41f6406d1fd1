package dev.headrace.destination.postgres;

import dev.headrace.model.Column;
import dev.headrace.model.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What the rows of a batch look like on the wire.
///
/// @param shape the columns that the source puts, in its order
/// @param wires how each of them travels
/// @param extras what the encoder adds at the end; in the order of [ExtraColumn]
/// @param syncedAt the value of [ExtraColumn#SYNCED]
record CopyLayout(
        TableShape shape, List<WireType> wires, Set<ExtraColumn> extras, Instant syncedAt) {

    CopyLayout {
        wires = List.copyOf(wires);
        extras = extras.isEmpty() ? Set.of() : EnumSet.copyOf(extras);
        if (wires.size() != shape.columns().size()) {
            throw new IllegalArgumentException("As many wire types as columns");
        }
    }

    /// Rows for a table whose columns have the types that this product gives them.
    static CopyLayout of(TableShape shape, Set<ExtraColumn> extras, Instant syncedAt) {
        List<WireType> wires =
                shape.columns().stream().map(column -> WireType.of(column.type())).toList();
        return new CopyLayout(shape, wires, extras, syncedAt);
    }

    /// The column list of the COPY statement.
    List<String> columnNames() {
        List<String> names = new ArrayList<>();
        for (Column column : shape.columns()) {
            names.add(column.name());
        }
        extras.forEach(extra -> names.add(extra.columnName()));
        return names;
    }
}
