package dev.headrace.destination.postgres;

import dev.headrace.model.Column;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Resolves keys that come twice in a build whose rows carry their place in the source. In the
/// caller's transaction.
final class KeyDuplicates {
    private final QualifiedName load;
    private final TableShape shape;

    KeyDuplicates(QualifiedName load, TableShape shape) {
        this.load = load;
        this.shape = shape;
    }

    /// Keeps the last row of each key. Values that it does not carry are those of the latest row
    /// before it that does.
    ///
    /// @return rows removed
    long resolve(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            if (someUnmodified(statement) && !values().isEmpty()) {
                statement.execute(fold());
            }
            return statement.executeLargeUpdate(removeEarlier());
        }
    }

    private boolean someUnmodified(Statement statement) throws SQLException {
        String sql =
                fill("SELECT EXISTS (SELECT 1 FROM {load} WHERE {unmodified} IS NOT NULL)").sql();
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private SqlTemplate fill(String text) {
        List<Identifier> key = Identifier.all(shape.key());
        return SqlTemplate.of(text)
                .put("load", load)
                .put("place", new Identifier(ExtraColumn.ORDER.columnName()))
                .put("unmodified", new Identifier(ExtraColumn.UNMODIFIED.columnName()))
                .list("key", key)
                .each("match", key, "r.{} = k.{}", " AND ");
    }

    private String removeEarlier() {
        return fill("""
        DELETE FROM {load} AS r
        USING (SELECT {key}, max({place}) AS last FROM {load}
               GROUP BY {key} HAVING count(*) > 1) AS k
        WHERE {match} AND r.{place} < k.last\
        """)
                .sql();
    }

    private List<Identifier> values() {
        List<Identifier> values = new ArrayList<>();
        for (Column column : shape.columns()) {
            if (!shape.isKey(column)) {
                values.add(new Identifier(column.name()));
            }
        }
        return values;
    }

    private String fold() {
        List<Sql> latest = new ArrayList<>();
        for (int i = 0; i < shape.columns().size(); i++) {
            if (!shape.isKey(shape.columns().get(i))) {
                latest.add(latest(i));
            }
        }
        return fill("""
        UPDATE {load} AS r SET {assignments}
        FROM (SELECT {key}, max({place}) AS last, {latest} FROM {load}
              GROUP BY {key}
              HAVING count(*) > 1 AND bool_or({unmodified} IS NOT NULL)) AS k
        WHERE {match} AND r.{place} = k.last\
        """)
                .each("assignments", values(), "{} = k.{}", ", ")
                .list("latest", latest)
                .sql();
    }

    /// A row's bitmap ends before a column that was added later, which it does not carry then.
    private Sql latest(int index) {
        return SqlTemplate.of(
                        """
                        (array_agg({name} ORDER BY {place} DESC) FILTER (
                            WHERE {unmodified} IS NULL
                               OR CASE WHEN pg_catalog.octet_length({unmodified}) * 8 > {index}
                                       THEN pg_catalog.get_bit({unmodified}, {index}) = 0
                                       ELSE false END))[1] AS {name}\
                        """)
                .put("name", new Identifier(shape.columns().get(index).name()))
                .put("place", new Identifier(ExtraColumn.ORDER.columnName()))
                .put("unmodified", new Identifier(ExtraColumn.UNMODIFIED.columnName()))
                .put("index", new Sql(Integer.toString(index)))
                .toSql();
    }
}
