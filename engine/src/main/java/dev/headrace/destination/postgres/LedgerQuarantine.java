package dev.headrace.destination.postgres;

import dev.headrace.model.BadRow;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/// The ledger's `quarantine` table: rows that were put aside. Every call is part of the caller's
/// transaction.
final class LedgerQuarantine {
    private static final int ROWS_PER_STATEMENT = 500;

    private final QualifiedName table;

    LedgerQuarantine(Identifier ledger) {
        table = new QualifiedName(ledger, new Identifier("quarantine"));
    }

    private String fill(String text) {
        return SqlTemplate.of(text).put("quarantine", table).sql();
    }

    /// Puts rows aside.
    void write(
            Connection jdbc,
            ConnectionName connection,
            TableName name,
            List<BadRow> rows,
            Instant at)
            throws SQLException {
        String sql =
                fill(
                        """
                        INSERT INTO {quarantine} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
                        """);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            int pending = 0;
            for (BadRow row : rows) {
                statement.setString(1, connection.value());
                statement.setString(2, name.schema());
                statement.setString(3, name.table());
                bind(statement, row);
                statement.setObject(9, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
                statement.addBatch();
                if (++pending % ROWS_PER_STATEMENT == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, BadRow row) throws SQLException {
        statement.setString(4, row.file());
        statement.setLong(5, row.line());
        // The server takes no NUL in text, and a raw line may hold one.
        statement.setString(6, row.raw().replace('\0', '\uFFFD'));
        statement.setString(7, row.reason().replace('\0', '\uFFFD'));
        statement.setString(8, row.code());
    }

    void forgetAll(Connection jdbc, TableName name) throws SQLException {
        String sql = fill("DELETE FROM {quarantine} WHERE schema_name = ? AND table_name = ?");
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            statement.executeUpdate();
        }
    }
}
