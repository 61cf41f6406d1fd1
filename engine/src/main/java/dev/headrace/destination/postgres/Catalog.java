package dev.headrace.destination.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Looks tables up in the server's own catalog.
final class Catalog {
    private static final String TABLE =
            """
            SELECT c.oid::bigint, pg_catalog.pg_get_userbyid(c.relowner),
                   c.relkind IN ('r', 'p'),
                   pg_catalog.pg_has_role(c.relowner, 'USAGE'),
                   c.relrowsecurity AND (c.relforcerowsecurity
                       OR NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')),
                   ARRAY(SELECT t.tgname::text FROM pg_catalog.pg_trigger t
                         WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'
                         ORDER BY t.tgname)
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ?
              AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S', 'i', 'I')\
            """;

    private static final String COLUMNS =
            """
            SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
                   CASE WHEN n.nspname = 'pg_catalog' THEN t.typname ELSE '' END,
                   a.attnotnull, a.atthasdef,
                   coalesce(pg_catalog.to_jsonb(a) ->> 'attgenerated', '') = ''
                   AND coalesce(pg_catalog.to_jsonb(a) ->> 'attidentity', '') <> 'a'
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum\
            """;

    private static final String UNIQUE_KEYS =
            """
            SELECT i.indisprimary,
                   ARRAY(SELECT a.attname::text
                         FROM generate_series(0, {width} - 1) AS at (place)
                         JOIN pg_catalog.pg_attribute a
                           ON a.attrelid = i.indrelid AND a.attnum = i.indkey[at.place]
                         ORDER BY at.place)
            FROM pg_catalog.pg_index i
            WHERE i.indrelid = ?::oid AND i.indisunique AND i.indisvalid
              AND i.indpred IS NULL AND i.indexprs IS NULL
            ORDER BY i.indisprimary DESC, i.indexrelid\
            """;

    private static final int COVERING_INDEXES = 110_000;

    private final Connection jdbc;
    private final ServerVersion version;

    Catalog(Connection jdbc, ServerVersion version) {
        this.jdbc = jdbc;
        this.version = version;
    }

    /// Whatever has that name: a table, or something else that stands in its way.
    Optional<CatalogTable> find(QualifiedName name) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(TABLE)) {
            statement.setString(1, name.schema().name());
            statement.setString(2, name.name().name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(name, row)) : Optional.empty();
            }
        }
    }

    private CatalogTable read(QualifiedName name, ResultSet row) throws SQLException {
        long oid = row.getLong(1);
        List<List<String>> keys = new ArrayList<>();
        List<String> primaryKey = readKeys(oid, keys);
        return new CatalogTable(
                name,
                oid,
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                columns(oid),
                primaryKey,
                List.copyOf(keys),
                row.getBoolean(5),
                texts(row, 6));
    }

    private List<CatalogColumn> columns(long oid) throws SQLException {
        List<CatalogColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = jdbc.prepareStatement(COLUMNS)) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String catalogName = row.getString(3);
                    columns.add(
                            new CatalogColumn(
                                    row.getString(1),
                                    row.getString(2),
                                    catalogName,
                                    PostgresTypes.logical(catalogName).orElse(null),
                                    row.getBoolean(4),
                                    row.getBoolean(5),
                                    row.getBoolean(6)));
                }
            }
        }
        return List.copyOf(columns);
    }

    private List<String> readKeys(long oid, List<List<String>> keys) throws SQLException {
        List<String> primaryKey = List.of();
        // From 11 on an index may carry columns that are not part of its key.
        String width = version.number() >= COVERING_INDEXES ? "i.indnkeyatts" : "i.indnatts";
        String sql = SqlTemplate.of(UNIQUE_KEYS).put("width", new Sql(width)).sql();
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    List<String> key = texts(row, 2);
                    keys.add(key);
                    if (row.getBoolean(1)) {
                        primaryKey = key;
                    }
                }
            }
        }
        return primaryKey;
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    /// How a schema is there for this role.
    ///
    /// @param creatable whether this role may make tables in it
    record Schema(String owner, boolean creatable) {}

    Optional<Schema> schema(Identifier name) throws SQLException {
        String sql =
                """
                SELECT pg_catalog.pg_get_userbyid(nspowner),
                       pg_catalog.has_schema_privilege(oid, 'CREATE')
                         AND pg_catalog.has_schema_privilege(oid, 'USAGE')
                FROM pg_catalog.pg_namespace WHERE nspname = ?\
                """;
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, name.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Schema(row.getString(1), row.getBoolean(2)))
                        : Optional.empty();
            }
        }
    }

    /// Whether this role has a privilege on the database (`CREATE`, `TEMPORARY`).
    boolean mayOnDatabase(String privilege) throws SQLException {
        return truth("SELECT pg_catalog.has_database_privilege(current_database(), ?)", privilege);
    }

    boolean roleExists(String role) throws SQLException {
        return truth(
                """
                SELECT ? = 'public'
                       OR EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?)\
                """,
                role,
                role);
    }

    private boolean truth(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /// The comment of a table, null where it has none.
    @Nullable String comment(long oid) throws SQLException {
        try (PreparedStatement statement =
                jdbc.prepareStatement("SELECT pg_catalog.obj_description(?::oid, 'pg_class')")) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
