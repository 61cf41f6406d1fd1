package dev.headrace.destination.postgres;

import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.List;

/// What it takes for a live table to hold rows of a wider shape. Pure.
///
/// @param shape what the ledger says of the table after
/// @param added columns that the table gets
/// @param widened columns that get another type
record ShapeChange(TableShape shape, List<Column> added, List<Widening> widened) {

    /// @param from by the ledger
    record Widening(Column from, Column to) {

        Identifier column() {
            return new Identifier(from.name());
        }

        String sentence() {
            return "The column \"%s\" became %s; it was %s."
                    .formatted(
                            from.name(),
                            PostgresTypes.shortName(to.type()),
                            PostgresTypes.shortName(from.type()));
        }
    }

    /// @param known what the ledger says of the table
    /// @param wanted what the next rows have
    /// @param found the table itself; a column that someone has widened already is left as it is
    static ShapeChange plan(TableShape known, TableShape wanted, TargetTable found) {
        List<Column> columns = new ArrayList<>();
        List<Column> added = new ArrayList<>();
        List<Widening> widened = new ArrayList<>();
        for (Column column : known.columns()) {
            Column joined =
                    wanted.indexOf(column.name()).stream()
                            .mapToObj(wanted.columns()::get)
                            .map(column::join)
                            .findFirst()
                            .orElse(column);
            columns.add(joined);
            if (joined.type() != column.type() && !holds(found, column, joined)) {
                widened.add(new Widening(column, joined));
            }
        }
        for (Column column : wanted.columns()) {
            if (known.indexOf(column.name()).isEmpty()) {
                columns.add(column);
                added.add(column);
            }
        }
        return new ShapeChange(new TableShape(columns, known.key()), added, widened);
    }

    /// Text holds everything, but a column that is text only because no value came yet does not
    /// count.
    private static boolean holds(TargetTable found, Column known, Column wanted) {
        LogicalType type = found.get(wanted.name()).logical();
        return type != null
                && type.holds(wanted.type())
                && !(known.nullOnly() && type == LogicalType.STRING);
    }

    /// Whether the table itself has to change.
    boolean alters() {
        return !added.isEmpty() || !widened.isEmpty();
    }

    /// What of it concerns the key.
    ShapeChange ofKey() {
        List<Widening> ofKey =
                widened.stream()
                        .filter(widening -> shape.key().contains(widening.from().name()))
                        .toList();
        return new ShapeChange(shape, List.of(), ofKey);
    }

    /// The statements, of which there is one at most, so that a table is rewritten once.
    List<String> alter(QualifiedName table) {
        List<Column> before = new ArrayList<>();
        List<Column> after = new ArrayList<>();
        for (Widening widening : widened) {
            before.add(widening.from());
            after.add(widening.to());
        }
        after.addAll(added);
        return ColumnDdl.between(
                        table, new TableShape(before, List.of()), new TableShape(after, List.of()))
                .statements();
    }
}
