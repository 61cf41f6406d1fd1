package dev.headrace.destination.postgres;

import dev.headrace.model.ConnectionName;
import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The part of the ledger's `stream` table that speaks of a table being built. Every call is part
/// of the caller's transaction.
final class LedgerBuilds {
    private static final String HERE = " WHERE schema_name = ? AND table_name = ?";

    private final QualifiedName table;

    LedgerBuilds(Identifier ledger) {
        table = new QualifiedName(ledger, new Identifier("stream"));
    }

    private String fill(String text) {
        return SqlTemplate.of(text).put("stream", table).sql();
    }

    /// Notes a new build in place of one that may have been there before. A table that was not
    /// known gets its row; a live one stays live.
    void start(Connection jdbc, ConnectionName connection, TableName name, StreamRow.Build build)
            throws SQLException {
        String insert =
                fill(
                        """
                        INSERT INTO {stream} (connection, schema_name, table_name, phase)
                        SELECT ?, ?, ?, 'loading'
                        WHERE NOT EXISTS (SELECT 1 FROM {stream}
                                          WHERE schema_name = ? AND table_name = ?)\
                        """);
        try (PreparedStatement statement = jdbc.prepareStatement(insert)) {
            statement.setString(1, connection.value());
            statement.setString(2, name.schema());
            statement.setString(3, name.table());
            statement.setString(4, name.schema());
            statement.setString(5, name.table());
            statement.executeUpdate();
        }
        write(jdbc, name, build);
    }

    /// Notes how a build is now.
    void write(Connection jdbc, TableName name, StreamRow.Build build) throws SQLException {
        String sql =
                fill(
                        """
                        UPDATE {stream}
                        SET build = ?, build_stage = ?, build_ordered = ?, build_shape = ?::json,
                            build_shape_number = ?\
                        """
                                + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setLong(1, build.number());
            statement.setString(2, build.stage().label());
            statement.setBoolean(3, build.ordered());
            statement.setString(4, build.shape().toJson());
            statement.setInt(5, build.shapeNumber());
            statement.setString(6, name.schema());
            statement.setString(7, name.table());
            statement.executeUpdate();
        }
    }

    /// Locks the build's table against a change of its columns, then looks whether it is still the
    /// one that rows were encoded for: a COPY that waited behind a widening would load garbage
    /// without an error.
    boolean lock(Connection jdbc, TableName name, QualifiedName load, StreamRow.Build build)
            throws SQLException {
        String sql =
                SqlTemplate.of(
                                """
                                LOCK TABLE {load} IN ROW EXCLUSIVE MODE;
                                SELECT 1 FROM {stream} WHERE schema_name = ? AND table_name = ?
                                    AND build = ? AND build_shape_number = ?\
                                """)
                        .put("load", load)
                        .put("stream", table)
                        .sql();
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            statement.setLong(3, build.number());
            statement.setInt(4, build.shapeNumber());
            statement.execute();
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                return row.next();
            }
        }
    }

    /// The build has become the live table.
    void publish(Connection jdbc, TableName name, long tableOid) throws SQLException {
        String sql =
                fill(
                        """
                        UPDATE {stream}
                        SET phase = 'live', shape = build_shape, shape_number = shape_number + 1,
                            table_oid = ?, ledger_oid = tableoid::bigint, batch = batch + 1,
                            build = NULL, build_stage = NULL, build_shape = NULL,
                            pass = NULL, pass_input = NULL, pass_blind = false\
                        """
                                + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setLong(1, tableOid);
            statement.setString(2, name.schema());
            statement.setString(3, name.table());
            statement.executeUpdate();
        }
    }

    /// Forgets the build of a live table.
    void forget(Connection jdbc, TableName name) throws SQLException {
        String sql =
                fill(
                        """
                        UPDATE {stream}
                        SET build = NULL, build_stage = NULL, build_shape = NULL\
                        """
                                + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            statement.executeUpdate();
        }
    }

    /// Drops tables of builds and passes that no row of `stream` names any more.
    void dropStale(Connection jdbc, Identifier ledger) throws SQLException {
        String stale =
                fill(
                        """
                        SELECT c.relname FROM pg_catalog.pg_class c
                        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND c.relkind = 'r'
                          AND c.relname ~ '^(load|seen)_[0-9]+$'
                          AND pg_catalog.pg_has_role(c.relowner, 'USAGE')
                          AND NOT EXISTS (
                              SELECT 1 FROM {stream} s
                              WHERE c.relname = 'load_' || s.build
                                 OR c.relname = 'seen_' || s.pass)\
                        """);
        try (PreparedStatement statement = jdbc.prepareStatement(stale)) {
            statement.setString(1, ledger.name());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    drop(jdbc, new QualifiedName(ledger, new Identifier(row.getString(1))));
                }
            }
        }
    }

    static void drop(Connection jdbc, QualifiedName load) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(
                    SqlTemplate.of("DROP TABLE IF EXISTS {load}").put("load", load).sql());
        }
    }
}
