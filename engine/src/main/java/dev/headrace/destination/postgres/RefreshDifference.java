package dev.headrace.destination.postgres;

import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Writes the difference between a finished build and the live table into the live one, for a table
/// that something else hangs on. In the caller's transaction; rows that are equal are not touched.
final class RefreshDifference {
    private final QualifiedName live;
    private final QualifiedName load;
    private final StoredShape stored;

    RefreshDifference(QualifiedName live, QualifiedName load, StoredShape stored) {
        this.live = live;
        this.load = load;
        this.stored = stored;
    }

    /// How many rows were written.
    record Counts(long inserted, long updated, long deleted) {}

    Counts write(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            long deleted = statement.executeLargeUpdate(delete());
            long updated = keyed() ? statement.executeLargeUpdate(update()) : 0;
            long inserted = statement.executeLargeUpdate(insert());
            return new Counts(inserted, updated, deleted);
        }
    }

    private boolean keyed() {
        return !stored.shape().key().isEmpty();
    }

    private SqlTemplate fill(String text) {
        TableShape shape = stored.shape();
        List<Identifier> written = Identifier.all(written());
        return SqlTemplate.of(text)
                .put("live", live)
                .put("load", load)
                .each("match", Identifier.all(shape.key()), "t.{} = n.{}", " AND ")
                .list("columns", written)
                .each("new", written, "n.{}", ", ")
                .each("set", written, "{} = n.{}", ", ")
                .list("ours", comparable("t"))
                .list("theirs", comparable("n"));
    }

    private String delete() {
        return keyed()
                ? fill("""
                DELETE FROM {live} AS t
                WHERE NOT EXISTS (SELECT 1 FROM {load} AS n WHERE {match})\
                """)
                        .sql()
                : fill("DELETE FROM {live}").sql();
    }

    private String update() {
        return fill("""
        UPDATE {live} AS t SET {set} FROM {load} AS n
        WHERE {match} AND ROW({ours}) IS DISTINCT FROM ROW({theirs})\
        """)
                .sql();
    }

    private String insert() {
        return keyed()
                ? fill("""
                INSERT INTO {live} ({columns}) SELECT {new} FROM {load} AS n
                WHERE NOT EXISTS (SELECT 1 FROM {live} AS t WHERE {match})\
                """)
                        .sql()
                : fill("INSERT INTO {live} ({columns}) SELECT {new} FROM {load} AS n").sql();
    }

    private List<String> written() {
        List<String> names = new ArrayList<>();
        stored.shape().columns().forEach(column -> names.add(column.name()));
        names.add(SystemColumn.SYNCED.columnName());
        if (stored.mode() == SyncMode.SOFT_DELETE) {
            names.add(SystemColumn.DELETED.columnName());
        }
        return names;
    }

    /// The values that make a row another one: all but the time of writing.
    private List<Sql> comparable(String alias) {
        List<Sql> values = new ArrayList<>();
        for (Column column : stored.shape().columns()) {
            boolean withoutEquality =
                    column.type() == LogicalType.JSON || column.type() == LogicalType.XML;
            values.add(value(alias, column.name(), withoutEquality ? "::pg_catalog.text" : ""));
        }
        if (stored.mode() == SyncMode.SOFT_DELETE) {
            values.add(value(alias, SystemColumn.DELETED.columnName(), ""));
        }
        return values;
    }

    private static Sql value(String alias, String name, String cast) {
        return SqlTemplate.of("{alias}.{name}{cast}")
                .put("alias", new Sql(alias))
                .put("name", new Identifier(name))
                .put("cast", new Sql(cast))
                .toSql();
    }
}
