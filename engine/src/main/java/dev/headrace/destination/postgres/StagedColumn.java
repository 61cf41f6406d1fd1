package dev.headrace.destination.postgres;

import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A column of the staging table and what it becomes in the target.
///
/// @param index in the batch's shape, which is also its bit in [ExtraColumn#UNMODIFIED]
/// @param type of the staging table's column
/// @param cast what the value is cast to on its way to the target; null when it has the target's
///   type already
/// @param comparable whether the target's type can be compared as it is
/// @param collation where it is another one than the type's own
record StagedColumn(
        Identifier name,
        int index,
        boolean key,
        Sql type,
        @Nullable Sql cast,
        boolean comparable,
        Optional<QualifiedName> collation) {

    /// How values of a column travel to a target; to the column that will be made when there is
    /// none.
    static WireType wire(Column column, @Nullable TargetColumn target) {
        boolean binaryJson =
                target != null
                        && target.wire() == WireType.JSONB
                        && column.type() == LogicalType.JSON;
        return binaryJson ? WireType.JSONB : WireType.of(column.type());
    }

    /// The columns of a batch for its target. How values travel was fixed when the batch opened; a
    /// target that has changed since gets them by a cast.
    static List<StagedColumn> of(CopyLayout layout, TargetTable target) {
        TableShape shape = layout.shape();
        List<StagedColumn> columns = new ArrayList<>();
        for (int i = 0; i < shape.columns().size(); i++) {
            Column column = shape.columns().get(i);
            TargetColumn found = target.get(column.name());
            WireType wire = layout.wires().get(i);
            boolean fits = found.wire() == wire;
            columns.add(
                    new StagedColumn(
                            found.name(),
                            i,
                            shape.isKey(column),
                            fits ? found.type() : staged(column, wire),
                            fits ? null : found.bareType(),
                            found.comparable(),
                            found.collation()));
        }
        return columns;
    }

    private static Sql staged(Column column, WireType wire) {
        return new Sql(wire == WireType.JSONB ? "jsonb" : PostgresTypes.ddl(column.type()));
    }

    /// The value as the target has it, of the staging table's row.
    Sql value() {
        return cast == null ? new Sql(name.sql()) : new Sql(name.sql() + "::" + cast.sql());
    }
}
