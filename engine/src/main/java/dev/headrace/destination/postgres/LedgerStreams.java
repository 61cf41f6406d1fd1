package dev.headrace.destination.postgres;

import dev.headrace.model.ConnectionName;
import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The ledger's `stream` table: how far each table is. Every call is part of the caller's
/// transaction.
final class LedgerStreams {
    private static final String COLUMNS =
            """
            connection, schema_name, table_name, phase, shape, shape_number, table_oid, batch,
            build, build_stage, build_ordered, build_shape, build_shape_number,
            pass, pass_input, pass_blind, ledger_oid <> tableoid::bigint\
            """;

    private static final String HERE = " WHERE schema_name = ? AND table_name = ?";

    private final QualifiedName table;
    private final QualifiedName numbers;

    LedgerStreams(Identifier ledger) {
        table = new QualifiedName(ledger, new Identifier("stream"));
        numbers = new QualifiedName(ledger, new Identifier("number"));
    }

    private String fill(String text) {
        return SqlTemplate.of(text).put("stream", table).put("numbers", numbers).sql();
    }

    Optional<StreamRow> find(Connection jdbc, TableName name) throws SQLException {
        String sql = fill("SELECT " + COLUMNS + " FROM {stream}" + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    private static StreamRow read(ResultSet row) throws SQLException {
        return new StreamRow(
                new ConnectionName(row.getString(1)),
                new TableName(row.getString(2), row.getString(3)),
                row.getString(4).equals("live"),
                shape(row.getString(5)),
                row.getInt(6),
                row.getLong(7),
                row.getBoolean(17),
                row.getLong(8),
                build(row),
                pass(row));
    }

    private static @Nullable StoredShape shape(@Nullable String json) {
        return json == null ? null : StoredShape.parse(json);
    }

    private static StreamRow.@Nullable Build build(ResultSet row) throws SQLException {
        long number = row.getLong(9);
        return row.wasNull()
                ? null
                : new StreamRow.Build(
                        number,
                        StreamRow.Stage.of(row.getString(10)),
                        row.getBoolean(11),
                        StoredShape.parse(row.getString(12)),
                        row.getInt(13));
    }

    private static StreamRow.@Nullable Pass pass(ResultSet row) throws SQLException {
        long number = row.getLong(14);
        return row.wasNull()
                ? null
                : new StreamRow.Pass(number, row.getString(15), row.getBoolean(16));
    }

    /// The next number for a table of ours (`load_<n>`, `seen_<n>`).
    long nextNumber(Connection jdbc) throws SQLException {
        String sql = "SELECT pg_catalog.nextval(?::pg_catalog.regclass)";
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, numbers.sql());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /// Moves a live table from batch `number - 1` to `number`: the compare-and-set that keeps
    /// batches in order and answers whether one is in. Waits for a commit under way of the same
    /// table.
    ///
    /// @return false when the table does not stand at `number - 1`
    boolean advance(Connection jdbc, TableName name, long number) throws SQLException {
        String sql = fill("UPDATE {stream} SET batch = ?" + HERE + " AND batch = ?");
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setLong(1, number);
            statement.setString(2, name.schema());
            statement.setString(3, name.table());
            statement.setLong(4, number - 1);
            return statement.executeUpdate() == 1;
        }
    }

    /// Writes down that the live table has another shape.
    void changeShape(Connection jdbc, TableName name, StoredShape shape, int number)
            throws SQLException {
        String sql = fill("UPDATE {stream} SET shape = ?::json, shape_number = ?" + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, shape.toJson());
            statement.setInt(2, number);
            statement.setString(3, name.schema());
            statement.setString(4, name.table());
            statement.executeUpdate();
        }
    }

    /// Notes the snapshot pass of now; null ends it.
    void changePass(Connection jdbc, TableName name, StreamRow.@Nullable Pass pass)
            throws SQLException {
        String sql = fill("UPDATE {stream} SET pass = ?, pass_input = ?, pass_blind = ?" + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setObject(1, pass == null ? null : pass.number(), java.sql.Types.BIGINT);
            statement.setString(2, pass == null ? null : pass.input());
            statement.setBoolean(3, pass != null && pass.blind());
            statement.setString(4, name.schema());
            statement.setString(5, name.table());
            statement.executeUpdate();
        }
    }

    /// Writes a live table down that was not published by a build: an adopted one, or one whose
    /// database was restored.
    void writeLive(
            Connection jdbc,
            ConnectionName connection,
            TableName name,
            StoredShape shape,
            long tableOid)
            throws SQLException {
        delete(jdbc, name);
        String sql =
                fill(
                        """
                        INSERT INTO {stream} (connection, schema_name, table_name, phase, shape,
                            shape_number, table_oid, ledger_oid)
                        VALUES (?, ?, ?, 'live', ?::json, 1, ?,
                            ?::pg_catalog.regclass::pg_catalog.oid::bigint)\
                        """);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, connection.value());
            statement.setString(2, name.schema());
            statement.setString(3, name.table());
            statement.setString(4, shape.toJson());
            statement.setLong(5, tableOid);
            statement.setString(6, table.sql());
            statement.executeUpdate();
        }
    }

    /// Notes the oids of now.
    void changeOid(Connection jdbc, TableName name, long tableOid) throws SQLException {
        String sql =
                fill("UPDATE {stream} SET table_oid = ?, ledger_oid = tableoid::bigint" + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setLong(1, tableOid);
            statement.setString(2, name.schema());
            statement.setString(3, name.table());
            statement.executeUpdate();
        }
    }

    /// Gives the table to another connection.
    void changeConnection(Connection jdbc, TableName name, ConnectionName connection)
            throws SQLException {
        String sql = fill("UPDATE {stream} SET connection = ?" + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, connection.value());
            statement.setString(2, name.schema());
            statement.setString(3, name.table());
            statement.executeUpdate();
        }
    }

    /// Forgets the table.
    void delete(Connection jdbc, TableName name) throws SQLException {
        String sql = fill("DELETE FROM {stream}" + HERE);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            statement.executeUpdate();
        }
    }
}
