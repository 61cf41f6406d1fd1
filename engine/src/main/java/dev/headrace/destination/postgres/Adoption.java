package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Makes a table of others one of ours: the unique key that merging needs, and the system columns.
/// Rows and other columns stay as they are.
final class Adoption {
    private static final Set<String> OWN_COLUMNS =
            Set.of(SystemColumn.SYNCED.columnName(), SystemColumn.DELETED.columnName());

    private Adoption() {}

    /// The columns that a source may fill.
    static TableShape shape(CatalogTable table, LoadRequest request) {
        List<Column> columns = new ArrayList<>();
        for (CatalogColumn column : table.columns()) {
            if (column.writable() && !OWN_COLUMNS.contains(column.name())) {
                columns.add(Column.of(column.name(), logical(column)));
            }
        }
        return new TableShape(columns, request.key());
    }

    private static LogicalType logical(CatalogColumn column) {
        LogicalType known = column.logical();
        return known == null ? LogicalType.STRING : known;
    }

    /// The column with the catalog's type, where that is one of ours.
    static Column asFound(Column column, CatalogTable table) {
        return table.column(column.name())
                .map(CatalogColumn::logical)
                .filter(type -> type != column.type())
                .map(column::withType)
                .orElse(column);
    }

    /// The shape with the catalog's types, without the columns that someone dropped.
    static TableShape asFound(TableShape shape, CatalogTable table) {
        return new TableShape(
                shape.columns().stream()
                        .filter(column -> table.column(column.name()).isPresent())
                        .map(column -> asFound(column, table))
                        .toList(),
                shape.key());
    }

    /// What has to be executed. Pure.
    static List<String> plan(CatalogTable table, LoadRequest request, Instant syncedAt) {
        List<String> statements = new ArrayList<>();
        List<Sql> missing = new ArrayList<>();
        if (table.column(SystemColumn.SYNCED.columnName()).isEmpty()) {
            missing.add(column(SystemColumn.SYNCED, new SqlLiteral(syncedAt.toString())));
        }
        boolean soft = request.mode() == SyncMode.SOFT_DELETE;
        if (soft && table.column(SystemColumn.DELETED.columnName()).isEmpty()) {
            missing.add(column(SystemColumn.DELETED, new Sql("false")));
        }
        if (!missing.isEmpty()) {
            statements.add(
                    SqlTemplate.of("ALTER TABLE {table} {columns}")
                            .put("table", table.name())
                            .list("columns", missing)
                            .sql());
        }
        if (!request.key().isEmpty() && !table.hasUnique(request.key())) {
            statements.add(addKey(table, request.key()).sql());
        }
        return statements;
    }

    /// What gives the table a unique key.
    static Sql addKey(CatalogTable table, List<String> key) {
        String kind = table.primaryKey().isEmpty() ? "PRIMARY KEY" : "UNIQUE";
        return SqlTemplate.of("ALTER TABLE {table} ADD {kind} ({key})")
                .put("table", table.name())
                .put("kind", new Sql(kind))
                .list("key", Identifier.all(key))
                .toSql();
    }

    private static Sql column(SystemColumn column, SqlPart value) {
        return SqlTemplate.of("ADD COLUMN {name} {type} NOT NULL DEFAULT {value}")
                .put("name", new Identifier(column.columnName()))
                .put("type", new Sql(PostgresTypes.ddl(column.type())))
                .put("value", value)
                .toSql();
    }

    /// Executes the plan in the caller's transaction.
    static void run(Connection jdbc, List<String> plan, CatalogTable table, Execution execution)
            throws SQLException {
        try {
            for (String statement : plan) {
                execution.run(jdbc, statement);
            }
        } catch (SQLException e) {
            if (SqlFailures.is(e, SqlFailures.UNIQUE_VIOLATION) || SqlFailures.is(e, "23502")) {
                throw Failure.of(
                        FailureCode.KEY_CHANGED,
                        "The rows of \"%s\" are not unique by that key, or have NULL in it."
                                .formatted(table.name()),
                        e);
            }
            throw e;
        }
    }
}
