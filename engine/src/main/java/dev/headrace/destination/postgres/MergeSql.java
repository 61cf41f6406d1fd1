package dev.headrace.destination.postgres;

import dev.headrace.model.Operation;
import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The statements that bring staged rows into their target. Pure: the same tables give the same
/// text, from batch to batch.
///
/// Rows are compared as the server compares, written only where they differ, and visited in key
/// order. UPDATE and INSERT work on every server version; they touch different rows, so one
/// statement holds both.
///
/// @param columns what the batch carries; the target may have more, which are left alone
record MergeSql(
        QualifiedName target,
        QualifiedName staged,
        QualifiedName folded,
        List<StagedColumn> columns,
        SyncMode mode) {

    private static final Identifier ORDER = new Identifier(ExtraColumn.ORDER.columnName());
    private static final Identifier OPERATION = new Identifier(ExtraColumn.OPERATION.columnName());
    private static final Identifier UNMODIFIED =
            new Identifier(ExtraColumn.UNMODIFIED.columnName());
    private static final Identifier LAYER = new Identifier("_headrace_layer");
    private static final Identifier WHOLE = new Identifier("_headrace_whole");
    private static final Identifier SYNCED = new Identifier(SystemColumn.SYNCED.columnName());
    private static final Identifier DELETED = new Identifier(SystemColumn.DELETED.columnName());
    private static final Identifier FILE = new Identifier(SystemColumn.FILE.columnName());
    private static final Identifier LINE = new Identifier(SystemColumn.LINE.columnName());

    /// Whether deleted rows stay, marked.
    boolean soft() {
        return mode == SyncMode.SOFT_DELETE;
    }

    private List<Identifier> keys() {
        return columns.stream().filter(StagedColumn::key).map(StagedColumn::name).toList();
    }

    private List<StagedColumn> values() {
        return columns.stream().filter(column -> !column.key()).toList();
    }

    private List<Identifier> names() {
        return columns.stream().map(StagedColumn::name).toList();
    }

    private SqlTemplate template(String text) {
        return SqlTemplate.of(text)
                .put("target", target)
                .put("staged", staged)
                .put("folded", folded)
                .put("order", ORDER)
                .put("operation", OPERATION)
                .put("unmodified", UNMODIFIED)
                .put("layer", LAYER)
                .put("whole", WHOLE)
                .put("synced", SYNCED)
                .put("deleted", DELETED)
                .list("key", keys())
                .each("match", keys(), "t.{} = s.{}", " AND ")
                .list("names", names())
                .each("values", names(), "s.{}", ", ")
                .list("staged_key", keyValues())
                .list("staged_row", projection());
    }

    /// The staged key as the target has it.
    private List<Sql> keyValues() {
        return columns.stream().filter(StagedColumn::key).map(StagedColumn::value).toList();
    }

    /// The staged row as the target has it.
    private List<Sql> projection() {
        return columns.stream()
                .map(column ->
                        column.cast() == null
                                ? column.value()
                                : new Sql(column.value().sql() + " AS " + column.name().sql()))
                .toList();
    }

    /// Merges a batch of whole rows: the last one of each key counts. Parameters: the sync's
    /// instant twice. Answers distinct rows, updated, inserted.
    String rows() {
        return template(
                        """
                        WITH s AS (
                            SELECT DISTINCT ON ({staged_key}) {staged_row}
                            FROM {staged}
                            ORDER BY {staged_key}, {order} DESC
                        ), updated AS (
                            UPDATE {target} AS t SET {set}
                            FROM s
                            WHERE {match}
                            AND {differs}
                            RETURNING 1
                        ), inserted AS (
                            {insert}
                            WHERE NOT EXISTS (SELECT 1 FROM {target} AS t WHERE {match})
                            RETURNING 1
                        )
                        SELECT (SELECT count(*) FROM s),
                               (SELECT count(*) FROM updated),
                               (SELECT count(*) FROM inserted)
                        """)
                .put("set", set(List.of()))
                .put("differs", differs(List.of()))
                .put("insert", insert())
                .sql();
    }

    /// Makes the table that [#fold] fills.
    String createFolded() {
        List<Sql> definitions = new ArrayList<>();
        for (StagedColumn column : columns) {
            Sql type = column.cast() == null ? column.type() : column.cast();
            String collation = column.collation().map(c -> " COLLATE " + c.sql()).orElse("");
            definitions.add(new Sql(column.name().sql() + " " + type.sql() + collation));
        }
        return template(
                        """
                        CREATE TEMPORARY TABLE {name} (
                            {columns},
                            {operation} smallint,
                            {unmodified} bytea,
                            {layer} bigint
                        ) ON COMMIT DELETE ROWS
                        """)
                .put("name", folded.name())
                .each("columns", definitions, "{}", ",\n    ")
                .sql();
    }

    String indexFolded() {
        return template("CREATE INDEX ON {folded} ({layer})").sql();
    }

    /// Orders the changes of each key into layers: what a later whole row supersedes is left out,
    /// the rest is numbered from 1 in the order it came. Applying layer after layer is the same as
    /// applying change after change. Answers nothing; the count is that of the rows kept.
    String fold() {
        return template(
                        """
                        INSERT INTO {folded} ({names}, {operation}, {unmodified}, {layer})
                        SELECT {names}, {operation}, {unmodified},
                               row_number() OVER (PARTITION BY {key} ORDER BY {order})
                        FROM (
                            SELECT {staged_row}, {order}, {operation}, {unmodified},
                                   max(CASE WHEN {operation} = {upsert} AND {unmodified} IS NULL
                                       THEN {order} END) OVER (PARTITION BY {staged_key}) AS {whole}
                            FROM {staged}
                        ) AS r
                        WHERE {whole} IS NULL OR {order} >= {whole}
                        """)
                .put("upsert", code(Operation.UPSERT))
                .sql();
    }

    String layers() {
        return template("SELECT coalesce(max({layer}), 0) FROM {folded}").sql();
    }

    /// Applies one layer. Parameters: the layer, then the sync's instant three times (live mode:
    /// twice). Answers rows of the layer, updated, inserted, deleted.
    String layer() {
        return template(
                        """
                        WITH s AS (
                            SELECT {names}, {operation}, {unmodified}
                            FROM {folded}
                            WHERE {layer} = ?
                            ORDER BY {key}
                        ), updated AS (
                            UPDATE {target} AS t SET {set}
                            FROM s
                            WHERE {match}
                            AND ({applies})
                            AND {differs}
                            RETURNING 1
                        ), inserted AS (
                            {insert}
                            WHERE s.{operation} = {upsert}
                            AND NOT EXISTS (SELECT 1 FROM {target} AS t WHERE {match})
                            RETURNING 1
                        ), deleted AS (
                            {delete}
                            WHERE {match}
                            AND s.{operation} = {delete_code}
                            {still_there}
                            RETURNING 1
                        )
                        SELECT (SELECT count(*) FROM s),
                               (SELECT count(*) FROM updated),
                               (SELECT count(*) FROM inserted),
                               (SELECT count(*) FROM deleted)
                        """)
                .put("set", set(values()))
                .put("applies", applies())
                .put("differs", differs(values()))
                .put("insert", insert())
                .put("delete", delete())
                .put("upsert", code(Operation.UPSERT))
                .put("delete_code", code(Operation.DELETE))
                .put(
                        "still_there",
                        soft() ? notDeleted("AND t.{deleted} IS NOT TRUE") : new Sql(""))
                .sql();
    }

    private static Sql code(Operation operation) {
        return new Sql(Integer.toString(CopyEncoder.code(operation)));
    }

    private static Sql notDeleted(String text) {
        return SqlTemplate.of(text).put("deleted", DELETED).toSql();
    }

    /// An update finds only rows that are still there; what is marked deleted is not.
    private Sql applies() {
        String text =
                soft()
                        ? "s.{operation} = {upsert} OR s.{operation} = {update} AND t.{deleted} IS NOT TRUE"
                        : "s.{operation} IN ({upsert}, {update})";
        return SqlTemplate.of(text)
                .put("operation", OPERATION)
                .put("upsert", code(Operation.UPSERT))
                .put("update", code(Operation.UPDATE))
                .put("deleted", DELETED)
                .toSql();
    }

    /// The assignments of an update.
    ///
    /// @param keeping columns that keep their value where the change carries none
    private Sql set(List<StagedColumn> keeping) {
        Stream<String> assignments =
                values().stream()
                        .map(column ->
                                column.name().sql()
                                        + " = "
                                        + incoming(column, keeping.contains(column)));
        Stream<String> system =
                soft()
                        ? Stream.of(SYNCED.sql() + " = ?::timestamptz", DELETED.sql() + " = false")
                        : Stream.of(SYNCED.sql() + " = ?::timestamptz");
        return new Sql(String.join(", ", Stream.concat(assignments, system).toList()));
    }

    private static String incoming(StagedColumn column, boolean keeping) {
        String value = "s." + column.name().sql();
        return keeping
                ? "CASE WHEN get_bit(s.%s, %d) = 1 THEN t.%s ELSE %s END"
                        .formatted(UNMODIFIED.sql(), column.index(), column.name().sql(), value)
                : value;
    }

    /// Whether an update would change anything.
    private Sql differs(List<StagedColumn> keeping) {
        List<String> stored = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (StagedColumn column : values()) {
            stored.add(compared(column, "t." + column.name().sql()));
            wanted.add(compared(column, incoming(column, keeping.contains(column))));
        }
        if (soft()) {
            stored.add("t." + DELETED.sql());
            wanted.add("false");
        }
        if (stored.isEmpty()) {
            return new Sql("false");
        }
        return new Sql(
                "("
                        + String.join(", ", stored)
                        + ")\n    IS DISTINCT FROM ("
                        + String.join(", ", wanted)
                        + ")");
    }

    /// A loose collation would take `a` for `A` and leave the old one.
    private static String compared(StagedColumn column, String value) {
        if (!column.comparable()) {
            return "(" + value + ")::text";
        }
        return column.collation().isEmpty() ? value : "(" + value + ") COLLATE pg_catalog.\"C\"";
    }

    private Sql insert() {
        return template(
                        soft()
                                ? """
                                INSERT INTO {target} ({names}, {synced}, {deleted})
                                SELECT {values}, ?::timestamptz, false FROM s
                                """
                                : """
                                INSERT INTO {target} ({names}, {synced})
                                SELECT {values}, ?::timestamptz FROM s
                                """)
                .toSql();
    }

    private Sql delete() {
        return template(
                        soft()
                                ? """
                                UPDATE {target} AS t SET {deleted} = true, {synced} = ?::timestamptz
                                FROM s
                                """
                                : "DELETE FROM {target} AS t USING s")
                .toSql();
    }

    /// Everything is gone at the source. Not a row's own event, so its instant stays.
    String truncate() {
        return template(
                        soft()
                                ? "UPDATE {target} SET {deleted} = true WHERE {deleted} IS NOT TRUE"
                                : "DELETE FROM {target}")
                .sql();
    }

    /// Lines beyond a file's new end. Parameters: in soft-delete mode the sync's instant; file;
    /// last line that exists.
    String removeLines() {
        return template(
                        soft()
                                ? """
                                UPDATE {target} SET {deleted} = true, {synced} = ?::timestamptz
                                WHERE {file} = ? AND {line} > ? AND {deleted} IS NOT TRUE
                                """
                                : "DELETE FROM {target} WHERE {file} = ? AND {line} > ?")
                .put("file", FILE)
                .put("line", LINE)
                .sql();
    }

    /// Rows into a table that only grows, where some columns need a cast. Parameter: the sync's
    /// instant.
    String append() {
        return template(
                        """
                        INSERT INTO {target} ({names}, {synced})
                        SELECT {staged_row}, ?::timestamptz FROM {staged}
                        """)
                .sql();
    }

    /// Notes the keys that a snapshot has seen.
    String see(QualifiedName seen) {
        return template(
                        """
                        INSERT INTO {seen} ({key})
                        SELECT DISTINCT {staged_key} FROM {staged} WHERE {operation} <> {delete_code}
                        """)
                .put("seen", seen)
                .put("delete_code", code(Operation.DELETE))
                .sql();
    }
}
