package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A table as the catalog has it.
///
/// @param columns by name, in the table's order; a user's own among them
record TargetTable(QualifiedName name, long oid, Map<String, TargetColumn> columns) {

    private static final String COLUMNS =
            """
            SELECT c.oid, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                   pg_catalog.format_type(a.atttypid, -1),
                   CASE WHEN t.typtype = 'e' THEN 'enum' WHEN tn.nspname = 'pg_catalog'
                        THEN t.typname ELSE 'other' END,
                   CASE WHEN a.attcollation <> t.typcollation THEN cn.nspname END, co.collname
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
            LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
            LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum\
            """;

    /// Empty when there is no such table.
    static Optional<TargetTable> find(Connection jdbc, TableName table) throws SQLException {
        Map<String, TargetColumn> columns = new LinkedHashMap<>();
        long oid = 0;
        try (PreparedStatement statement = jdbc.prepareStatement(COLUMNS)) {
            statement.setString(1, table.schema());
            statement.setString(2, table.table());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    oid = row.getLong(1);
                    columns.put(row.getString(2), column(row));
                }
            }
        }
        return oid == 0
                ? Optional.empty()
                : Optional.of(new TargetTable(QualifiedName.of(table), oid, columns));
    }

    /// @throws Failure `TABLE_CHANGED` when the column is gone
    TargetColumn get(String column) {
        TargetColumn found = columns.get(column);
        if (found == null) {
            throw Failure.of(
                    FailureCode.TABLE_CHANGED,
                    "The table %s has lost its column \"%s\".".formatted(name, column));
        }
        return found;
    }

    private static TargetColumn column(ResultSet row) throws SQLException {
        String collationSchema = row.getString(6);
        return new TargetColumn(
                new Identifier(row.getString(2)),
                new Sql(row.getString(3)),
                new Sql(row.getString(4)),
                row.getString(5),
                collationSchema == null
                        ? Optional.empty()
                        : Optional.of(QualifiedName.of(collationSchema, row.getString(7))));
    }
}
