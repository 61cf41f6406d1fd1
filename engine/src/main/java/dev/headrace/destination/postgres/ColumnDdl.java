package dev.headrace.destination.postgres;

import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.List;

/// The statements that bring a table of ours from one shape to a wider one. Pure: decides, runs
/// nothing.
///
/// @param statements in order
/// @param warnings columns whose values lost their original text
record ColumnDdl(List<String> statements, List<Warning> warnings) {

    /// The cast keeps 15 digits (`real`: 6), which is the number that people meant where it is the
    /// same one; the text keeps all, but up to PostgreSQL 11 writes 0.1 as 0.100000000000000006.
    private static final String FLOAT_TO_DECIMAL =
            """
            CASE WHEN {name}::numeric::{old} = {name} THEN {name}::numeric \
            ELSE {name}::text::numeric END\
            """;

    /// Where the server's own notation has no exponent the decimal one is the same, and shorter up
    /// to PostgreSQL 11.
    private static final String FLOAT_TO_TEXT =
            """
            CASE WHEN abs({name}) >= 0.0001 AND abs({name}) < 1e6 AND {name}::numeric::{old} = {name} \
            THEN {name}::numeric::text ELSE {name}::text END\
            """;

    ColumnDdl {
        statements = List.copyOf(statements);
        warnings = List.copyOf(warnings);
    }

    /// Columns of `to` that `from` lacks are added at the end; columns whose type grew are altered
    /// in place, with one statement for all of them, so that the table is rewritten once at most.
    static ColumnDdl between(QualifiedName table, TableShape from, TableShape to) {
        List<Sql> actions = new ArrayList<>();
        List<Warning> warnings = new ArrayList<>();
        for (Column column : to.columns()) {
            int known = from.indexOf(column.name()).orElse(-1);
            if (known < 0) {
                actions.add(added(column));
                continue;
            }
            Column old = from.columns().get(known);
            if (old.type() != column.type()) {
                actions.add(altered(old, column));
                if (column.type() == LogicalType.STRING && !old.nullOnly()) {
                    warnings.add(widened(old, column));
                }
            }
        }
        List<String> statements = new ArrayList<>();
        if (!actions.isEmpty()) {
            statements.add(
                    SqlTemplate.of("ALTER TABLE {table} {actions}")
                            .put("table", table)
                            .list("actions", actions)
                            .sql());
        }
        return new ColumnDdl(statements, warnings);
    }

    private static Sql added(Column column) {
        return SqlTemplate.of("ADD COLUMN {name} {type}")
                .put("name", new Identifier(column.name()))
                .put("type", new Sql(PostgresTypes.ddl(column.type())))
                .toSql();
    }

    private static Sql altered(Column from, Column to) {
        return SqlTemplate.of("ALTER COLUMN {name} TYPE {type} USING {value}")
                .put("name", new Identifier(to.name()))
                .put("type", new Sql(PostgresTypes.ddl(to.type())))
                .put("value", value(from, to.type()))
                .toSql();
    }

    /// The old value as the new type. A column of which no value is known is cast like others, so
    /// that one it has after all is kept or refused, never lost.
    private static Sql value(Column from, LogicalType to) {
        Sql type = new Sql(PostgresTypes.ddl(to));
        return SqlTemplate.of(pattern(from.type(), to))
                .put("name", new Identifier(from.name()))
                .put("old", new Sql(PostgresTypes.ddl(from.type())))
                .put("type", type)
                .toSql();
    }

    private static String pattern(LogicalType from, LogicalType to) {
        boolean floating = from == LogicalType.FLOAT || from == LogicalType.DOUBLE;
        if (floating && to == LogicalType.DECIMAL) {
            return FLOAT_TO_DECIMAL;
        }
        if (floating && to == LogicalType.STRING) {
            return FLOAT_TO_TEXT;
        }
        if (from == LogicalType.BINARY && to == LogicalType.STRING) {
            return "pg_catalog.replace(pg_catalog.encode({name}, 'base64'), E'\\n', '')";
        }
        return "{name}::{type}";
    }

    private static Warning widened(Column from, Column to) {
        return new Warning(
                WarningCode.COLUMN_WIDENED,
                "The column \"%s\" turned from %s to text in mid-load: its earlier values are written as the server writes them."
                        .formatted(to.name(), PostgresTypes.shortName(from.type())),
                1);
    }
}
