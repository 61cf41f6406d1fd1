package dev.headrace.destination.postgres;

import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What it takes for a live table to hold rows of a wider shape. Pure.
///
/// @param shape what the ledger says of the table after
/// @param added columns that the table gets
/// @param widened columns that get another type
record ShapeChange(TableShape shape, List<Column> added, List<Widening> widened) {

    /// @param from the type before, by the ledger
    record Widening(Identifier column, LogicalType from, LogicalType to) {

        /// The value of before in the new type. Text is the value's canonical one: ISO dates, UTC,
        /// base64.
        private Sql using() {
            String value = column.sql();
            boolean floating = from == LogicalType.FLOAT || from == LogicalType.DOUBLE;
            if (to == LogicalType.DECIMAL && floating) {
                // The direct cast keeps only 15 digits.
                return new Sql(value + "::text::numeric");
            }
            if (to == LogicalType.STRING && from == LogicalType.BINARY) {
                return new Sql(
                        "pg_catalog.replace(pg_catalog.encode(%s, 'base64'), E'\\n', '')"
                                .formatted(value));
            }
            if (from == LogicalType.STRING && to == LogicalType.BINARY) {
                return new Sql("pg_catalog.decode(" + value + ", 'base64')");
            }
            return new Sql(value + "::" + ColumnTypes.of(to).sql());
        }

        private Sql action() {
            return SqlTemplate.of("ALTER COLUMN {column} TYPE {type} USING {using}")
                    .put("column", column)
                    .put("type", ColumnTypes.of(to))
                    .put("using", using())
                    .toSql();
        }

        String sentence() {
            return "The column \"%s\" became %s; it was %s."
                    .formatted(column, ColumnTypes.of(to), ColumnTypes.of(from));
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
                widened.add(
                        new Widening(new Identifier(column.name()), column.type(), joined.type()));
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
                        .filter(widening -> shape.key().contains(widening.column().name()))
                        .toList();
        return new ShapeChange(shape, List.of(), ofKey);
    }

    /// One statement, so that a table is rewritten once; empty when nothing is to be done.
    Optional<String> alter(QualifiedName table) {
        List<Sql> actions = new ArrayList<>();
        for (Column column : added) {
            actions.add(
                    SqlTemplate.of("ADD COLUMN {column} {type}")
                            .put("column", new Identifier(column.name()))
                            .put("type", ColumnTypes.of(column.type()))
                            .toSql());
        }
        widened.forEach(widening -> actions.add(widening.action()));
        return actions.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        SqlTemplate.of("ALTER TABLE {table} {actions}")
                                .put("table", table)
                                .list("actions", actions)
                                .sql());
    }
}
