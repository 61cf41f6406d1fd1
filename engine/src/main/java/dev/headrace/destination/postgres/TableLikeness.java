package dev.headrace.destination.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What makes a new table like the one whose place it takes: indexes, rights, comments, options,
/// owner. The server writes the statements, quoted.
final class TableLikeness {
    /// An index under its temporary name, on the new table. `%I` quotes as the server's own
    /// definition does, so the head can be exchanged.
    private static final String INDEXES =
            """
            SELECT pg_catalog.replace(pg_catalog.pg_get_indexdef(i.indexrelid),
                       pg_catalog.format(' INDEX %I ON %I.%I USING ', c.relname, ?, ?),
                       pg_catalog.format(' INDEX %I ON %I.%I USING ', ? || '_i'
                           || row_number() OVER (ORDER BY i.indexrelid), ?, ?)),
                   c.relname,
                   ? || '_i' || row_number() OVER (ORDER BY i.indexrelid)
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            WHERE i.indrelid = ?::oid AND NOT i.indisunique AND i.indisvalid
            ORDER BY i.indexrelid\
            """;

    private static final String RIGHTS =
            """
            SELECT pg_catalog.format('GRANT %s ON TABLE %I.%I TO %s%s', x.privilege_type, ?, ?,
                CASE x.grantee WHEN 0 THEN 'PUBLIC'
                    ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END,
                CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) x
            WHERE c.oid = ?::oid AND x.grantee <> c.relowner\
            """;

    private static final String COLUMN_RIGHTS =
            """
            SELECT pg_catalog.format('GRANT %s (%I) ON TABLE %I.%I TO %s%s', x.privilege_type,
                a.attname, ?, ?,
                CASE x.grantee WHEN 0 THEN 'PUBLIC'
                    ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END,
                CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM pg_catalog.pg_attribute a CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) x
            WHERE a.attrelid = ?::oid AND NOT a.attisdropped
              AND a.attname IN (SELECT n.attname FROM pg_catalog.pg_attribute n
                                WHERE n.attrelid = ?::pg_catalog.regclass AND NOT n.attisdropped)\
            """;

    private static final String COMMENTS =
            """
            SELECT CASE d.objsubid
                WHEN 0 THEN pg_catalog.format('COMMENT ON TABLE %I.%I IS %L', ?, ?, d.description)
                ELSE pg_catalog.format('COMMENT ON COLUMN %I.%I.%I IS %L', ?, ?, a.attname,
                                       d.description) END
            FROM pg_catalog.pg_description d
            LEFT JOIN pg_catalog.pg_attribute a
              ON a.attrelid = d.objoid AND a.attnum = d.objsubid
            WHERE d.objoid = ?::oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND (d.objsubid = 0 OR EXISTS (
                  SELECT 1 FROM pg_catalog.pg_attribute n
                  WHERE n.attrelid = ?::pg_catalog.regclass AND n.attname = a.attname))\
            """;

    private static final String OPTIONS =
            """
            SELECT pg_catalog.format('ALTER TABLE %I.%I SET (%s)', ?, ?,
                                     pg_catalog.array_to_string(reloptions, ', '))
            FROM pg_catalog.pg_class WHERE oid = ?::oid AND reloptions IS NOT NULL\
            """;

    private static final String IDENTITY =
            """
            SELECT pg_catalog.format('ALTER TABLE %I.%I REPLICA IDENTITY %s', ?, ?,
                CASE relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END)
            FROM pg_catalog.pg_class WHERE oid = ?::oid AND relreplident IN ('f', 'n')\
            """;

    private static final String OWNER =
            """
            SELECT pg_catalog.format('ALTER TABLE %I.%I OWNER TO %I', ?, ?,
                                     pg_catalog.pg_get_userbyid(relowner))
            FROM pg_catalog.pg_class
            WHERE oid = ?::oid AND pg_catalog.pg_get_userbyid(relowner) <> current_user\
            """;

    private final Connection jdbc;
    private final CatalogTable live;
    private final QualifiedName load;

    TableLikeness(Connection jdbc, CatalogTable live, QualifiedName load) {
        this.jdbc = jdbc;
        this.live = live;
        this.load = load;
    }

    /// An index to be made again.
    ///
    /// @param statement makes it on the new table, under its temporary name
    /// @param name the name that it gets when the old table is gone
    record Index(String statement, String name, String temporaryName) {}

    List<Index> indexes() throws SQLException {
        List<Index> indexes = new ArrayList<>();
        String prefix = load.name().name();
        try (PreparedStatement statement = jdbc.prepareStatement(INDEXES)) {
            bind(statement, 1, live.name());
            statement.setString(3, prefix);
            bind(statement, 4, load);
            statement.setString(6, prefix);
            statement.setLong(7, live.oid());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    indexes.add(new Index(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return indexes;
    }

    /// Everything but indexes and owner.
    List<String> statements() throws SQLException {
        List<String> statements = new ArrayList<>();
        for (String query : List.of(RIGHTS, OPTIONS, IDENTITY)) {
            statements.addAll(list(query, load));
        }
        statements.addAll(columnRights());
        statements.addAll(comments());
        return statements;
    }

    /// Gives the new table to the old one's owner; null where that is this role. The last step,
    /// because it may take our right to the others.
    ///
    /// @param moved the new table's name by then
    @Nullable String owner(QualifiedName moved) throws SQLException {
        List<String> statements = list(OWNER, moved);
        return statements.isEmpty() ? null : statements.getFirst();
    }

    private List<String> list(String query, QualifiedName table) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(query)) {
            bind(statement, 1, table);
            statement.setLong(3, live.oid());
            return texts(statement);
        }
    }

    private List<String> columnRights() throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(COLUMN_RIGHTS)) {
            bind(statement, 1, load);
            statement.setLong(3, live.oid());
            statement.setString(4, load.sql());
            return texts(statement);
        }
    }

    private List<String> comments() throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(COMMENTS)) {
            bind(statement, 1, load);
            bind(statement, 3, load);
            statement.setLong(5, live.oid());
            statement.setString(6, load.sql());
            return texts(statement);
        }
    }

    private static void bind(PreparedStatement statement, int at, QualifiedName name)
            throws SQLException {
        statement.setString(at, name.schema().name());
        statement.setString(at + 1, name.name().name());
    }

    private static List<String> texts(PreparedStatement statement) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                texts.add(row.getString(1));
            }
        }
        return texts;
    }
}
