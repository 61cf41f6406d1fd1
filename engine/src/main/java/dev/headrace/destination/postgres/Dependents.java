package dev.headrace.destination.postgres;

import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What users have hung on a table of ours and would lose if another one took its place.
final class Dependents {
    private static final String VIEWS_AND_OTHERS =
            """
            SELECT DISTINCT pg_catalog.pg_describe_object(
                CASE WHEN d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                     THEN 'pg_catalog.pg_class'::pg_catalog.regclass ELSE d.classid END,
                CASE WHEN d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                     THEN r.ev_class ELSE d.objid END, 0)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_depend d
              ON d.refobjid IN (c.oid, c.reltype) AND d.deptype = 'n'
            LEFT JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
            WHERE c.oid = ?::oid\
            """;

    private static final String CONSTRAINTS =
            """
            SELECT 'constraint ' || conname FROM pg_catalog.pg_constraint
            WHERE conrelid = ?::oid AND contype IN ('f', 'c', 'u', 'x')\
            """;

    private static final String INDEXES =
            """
            SELECT 'unique index ' || c.relname FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = ?::oid AND i.indisunique AND NOT i.indisprimary
              AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
                              WHERE k.conindid = i.indexrelid)\
            """;

    private static final String POLICIES =
            """
            SELECT 'policy ' || polname FROM pg_catalog.pg_policy WHERE polrelid = ?::oid\
            """;

    private static final String CHILDREN =
            """
            SELECT 'table ' || inhrelid::pg_catalog.regclass::text
            FROM pg_catalog.pg_inherits WHERE inhparent = ?::oid\
            """;

    private static final String PUBLICATIONS =
            """
            SELECT 'publication ' || p.pubname FROM pg_catalog.pg_publication_rel r
            JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid WHERE r.prrelid = ?::oid\
            """;

    private static final int PUBLICATIONS_SINCE = 100_000;

    private Dependents() {}

    /// Their descriptions, for people; empty where the table may be replaced.
    ///
    /// @param known the columns that are ours
    static List<String> of(
            Connection jdbc, CatalogTable table, TableShape known, ServerVersion version)
            throws SQLException {
        List<String> found = new ArrayList<>();
        for (String query : List.of(VIEWS_AND_OTHERS, CONSTRAINTS, INDEXES, POLICIES, CHILDREN)) {
            found.addAll(list(jdbc, query, table.oid()));
        }
        if (version.number() >= PUBLICATIONS_SINCE) {
            found.addAll(list(jdbc, PUBLICATIONS, table.oid()));
        }
        table.triggers().forEach(trigger -> found.add("trigger " + trigger));
        found.addAll(userColumns(table, known));
        return List.copyOf(found);
    }

    private static List<String> userColumns(CatalogTable table, TableShape known) {
        Set<String> ours =
                Stream.concat(
                                known.columns().stream().map(column -> column.name()),
                                Stream.of(SystemColumn.values()).map(SystemColumn::columnName))
                        .collect(Collectors.toSet());
        return table.columns().stream()
                .map(CatalogColumn::name)
                .filter(name -> !ours.contains(name))
                .map(name -> "column " + name)
                .toList();
    }

    private static List<String> list(Connection jdbc, String query, long oid) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = jdbc.prepareStatement(query)) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
        }
        return found;
    }
}
