package dev.headrace.e2e;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every table of a database that people may read, as far as an undisturbed run fixes it: columns,
/// indexes, grants, rows, and the rows put aside.
///
/// Of `_fivetran_synced` it keeps whether the row was written before or after a given moment: the
/// instants of two runs differ, but which rows they wrote must not.
///
/// @param tables by qualified name
public record TableSnapshot(Map<String, Content> tables) {
    private static final int SHOWN_MAX = 5;

    /// One table.
    ///
    /// @param shape columns, indexes and grants, one line each
    /// @param rows in text order
    public record Content(List<String> shape, List<String> rows) {}

    private static final String TABLES =
            """
            SELECT n.nspname, c.relname, c.relkind
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relkind IN ('r', 'p', 'v', 'm')
               AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
               AND n.nspname NOT LIKE 'pg!_temp%' ESCAPE '!'
               AND n.nspname NOT LIKE '!_headrace%' ESCAPE '!'
             ORDER BY 1, 2
            """;

    private static final String SHAPE =
            """
            SELECT 'column', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
              FROM pg_attribute a
             WHERE a.attrelid = CAST(? AS regclass) AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY a.attnum
            """;

    private static final String INDEXES =
            """
            SELECT 'index', pg_get_indexdef(indexrelid), indisprimary, indisvalid
              FROM pg_index WHERE indrelid = CAST(? AS regclass) ORDER BY 2
            """;

    private static final String GRANTS =
            """
            SELECT 'grants', relacl::text, pg_get_userbyid(relowner), relpersistence
              FROM pg_class WHERE oid = CAST(? AS regclass)
            """;

    private static final String QUARANTINE =
            """
            SELECT connection, schema_name, table_name, file, line, raw, code
              FROM _headrace.quarantine
            """;

    /// Takes it.
    ///
    /// @param since what `_fivetran_synced` is compared with
    public static TableSnapshot of(Connection connection, Instant since) throws SQLException {
        Rows.of(connection, "SELECT set_config('timezone', 'UTC', false)");
        Map<String, Content> tables = new TreeMap<>();
        for (String line : Rows.of(connection, TABLES)) {
            String[] parts = line.split("\\|", -1);
            String name = quote(parts[0]) + "." + quote(parts[1]);
            tables.put(name, content(connection, name, since));
        }
        if (exists(connection, "_headrace.quarantine")) {
            List<String> aside = sorted(Rows.of(connection, QUARANTINE));
            if (!aside.isEmpty()) {
                tables.put("_headrace.quarantine", new Content(List.of(), aside));
            }
        }
        return new TableSnapshot(tables);
    }

    private static Content content(Connection connection, String name, Instant since)
            throws SQLException {
        List<String> columns = Rows.of(connection, SHAPE, name);
        List<String> shape = new ArrayList<>(columns);
        shape.addAll(Rows.of(connection, INDEXES, name));
        shape.addAll(Rows.of(connection, GRANTS, name));
        List<String> selected = new ArrayList<>();
        for (String column : columns) {
            selected.add(selected(column.split("\\|", -1)[1], since));
        }
        String list = selected.isEmpty() ? "1" : String.join(", ", selected);
        return new Content(
                List.copyOf(shape),
                sorted(Rows.of(connection, "SELECT " + list + " FROM " + name)));
    }

    private static String selected(String column, Instant since) {
        return column.equals("_fivetran_synced")
                ? "CASE WHEN _fivetran_synced > '%s' THEN 'new' ELSE 'old' END".formatted(since)
                : quote(column);
    }

    private static List<String> sorted(List<String> rows) {
        List<String> sorted = new ArrayList<>(rows);
        Collections.sort(sorted);
        return sorted;
    }

    static boolean exists(Connection connection, String table) throws SQLException {
        return Rows.of(connection, "SELECT to_regclass(CAST(? AS text)) IS NOT NULL", table)
                .equals(List.of("t"));
    }

    private static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// Rows of all tables together.
    public int rowCount() {
        return tables.values().stream().mapToInt(content -> content.rows().size()).sum();
    }

    /// How `other` differs from this one, in words; empty when it does not.
    public Optional<String> differenceTo(TableSnapshot other) {
        if (!tables.keySet().equals(other.tables.keySet())) {
            return Optional.of(
                    "tables: expected %s, found %s"
                            .formatted(tables.keySet(), other.tables.keySet()));
        }
        for (Map.Entry<String, Content> entry : tables.entrySet()) {
            Content expected = entry.getValue();
            Content found = other.tables.get(entry.getKey());
            if (found != null && !expected.equals(found)) {
                return Optional.of(describe(entry.getKey(), expected, found));
            }
        }
        return Optional.empty();
    }

    private static String describe(String table, Content expected, Content found) {
        List<String> missing = without(expected.rows(), found.rows());
        List<String> extra = without(found.rows(), expected.rows());
        StringBuilder text = new StringBuilder(table);
        if (!expected.shape().equals(found.shape())) {
            text.append(
                    "%n  shape: expected %s%n         found    %s"
                            .formatted(expected.shape(), found.shape()));
        }
        text.append(
                "%n  rows: expected %d, found %d"
                        .formatted(expected.rows().size(), found.rows().size()));
        text.append("%n  missing %d: %s".formatted(missing.size(), shown(missing)));
        text.append("%n  extra %d: %s".formatted(extra.size(), shown(extra)));
        return text.toString();
    }

    private static List<String> shown(List<String> rows) {
        return rows.subList(0, Math.min(SHOWN_MAX, rows.size()));
    }

    /// What `rows` has more often than `others`; both sorted.
    private static List<String> without(List<String> rows, List<String> others) {
        List<String> rest = new ArrayList<>();
        int j = 0;
        for (String row : rows) {
            while (j < others.size() && others.get(j).compareTo(row) < 0) {
                j++;
            }
            if (j < others.size() && others.get(j).equals(row)) {
                j++;
            } else {
                rest.add(row);
            }
        }
        return rest;
    }
}
