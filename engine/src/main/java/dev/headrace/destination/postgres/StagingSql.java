package dev.headrace.destination.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The statements that make and fill a staging table. Pure.
final class StagingSql {
    private StagingSql() {}

    /// Nullable columns typed as the target's, emptied by every commit.
    static String create(
            QualifiedName staged, List<StagedColumn> columns, Set<ExtraColumn> extras) {
        List<Sql> definitions = new ArrayList<>();
        for (StagedColumn column : columns) {
            String collation =
                    column.cast() != null
                            ? ""
                            : column.collation().map(name -> " COLLATE " + name.sql()).orElse("");
            definitions.add(new Sql(column.name().sql() + " " + column.type().sql() + collation));
        }
        for (ExtraColumn extra : extras) {
            definitions.add(new Sql(new Identifier(extra.columnName()).sql() + " " + extra.type()));
        }
        return SqlTemplate.of(
                        """
                        CREATE TEMPORARY TABLE {staged} (
                            {columns}
                        ) ON COMMIT DELETE ROWS
                        """)
                .put("staged", staged.name())
                .each("columns", definitions, "{}", ",\n    ")
                .sql();
    }

    static String drop(QualifiedName staged) {
        return SqlTemplate.of("DROP TABLE IF EXISTS {staged}").put("staged", staged).sql();
    }

    static String copy(QualifiedName table, List<String> columns) {
        return SqlTemplate.of("COPY {table} ({columns}) FROM STDIN (FORMAT binary)")
                .put("table", table)
                .list("columns", Identifier.all(columns))
                .sql();
    }
}
