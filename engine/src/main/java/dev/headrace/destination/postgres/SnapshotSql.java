package dev.headrace.destination.postgres;

import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import java.util.List;

/// The statements of a snapshot pass: which rows of the target were not seen. Pure.
///
/// @param seen the keys seen; some more than once
record SnapshotSql(QualifiedName target, QualifiedName seen, List<Identifier> key, SyncMode mode) {

    private static final Identifier DELETED = new Identifier(SystemColumn.DELETED.columnName());

    private SqlTemplate template(String text) {
        return SqlTemplate.of(text)
                .put("target", target)
                .put("seen", seen)
                .put("live", new Sql(soft() ? "t." + DELETED.sql() + " IS NOT TRUE" : "true"))
                .put("deleted", DELETED)
                .list("key", key)
                .each("match", key, "s.{} = t.{}", " AND ");
    }

    private boolean soft() {
        return mode == SyncMode.SOFT_DELETE;
    }

    /// An empty table, its columns typed as the target's key.
    String create() {
        return template("CREATE TABLE {seen} AS SELECT {key} FROM {target} WITH NO DATA").sql();
    }

    String drop() {
        return template("DROP TABLE IF EXISTS {seen}").sql();
    }

    String countLive() {
        return template("SELECT count(*) FROM {target} AS t WHERE {live}").sql();
    }

    String countVanished() {
        return template(
                        """
                        SELECT count(*) FROM {target} AS t
                        WHERE {live} AND NOT EXISTS (SELECT 1 FROM {seen} AS s WHERE {match})
                        """)
                .sql();
    }

    /// Not a row's own event, so its instant stays.
    String markVanished() {
        return template(
                        soft()
                                ? """
                                UPDATE {target} AS t SET {deleted} = true
                                WHERE {live} AND NOT EXISTS (SELECT 1 FROM {seen} AS s WHERE {match})
                                """
                                : """
                                DELETE FROM {target} AS t
                                WHERE NOT EXISTS (SELECT 1 FROM {seen} AS s WHERE {match})
                                """)
                .sql();
    }
}
