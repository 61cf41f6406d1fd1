package dev.headrace.destination.postgres;

import dev.headrace.destination.DestinationSession;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// What a destination's ledger knows of its connections, and how to make it forget.
public final class ConnectionStates {
    private final PostgresDestination destination;

    ConnectionStates(PostgresDestination destination) {
        this.destination = destination;
    }

    /// A table of a connection.
    ///
    /// @param phase `loading` or `live`
    /// @param entries how many parts (files) the source's state has
    /// @param lastRun when the connection's last run began
    public record Entry(
            ConnectionName connection,
            TableName table,
            String phase,
            long entries,
            Instant lastRun) {}

    /// All tables of all connections, by name.
    public List<Entry> list() {
        PgConnection jdbc = destination.session();
        try {
            Identifier schema = schema(jdbc);
            return new LedgerSchema(schema).current(jdbc) ? list(jdbc, schema) : List.of();
        } catch (SQLException e) {
            throw destination.connections().failures().of(e);
        } finally {
            PostgresDestination.close(jdbc);
        }
    }

    private Identifier schema(PgConnection jdbc) throws SQLException {
        return LedgerSchema.resolve(
                jdbc,
                destination.options().stateSchema(),
                destination.connections().address().user());
    }

    private static List<Entry> list(PgConnection jdbc, Identifier schema) throws SQLException {
        String sql =
                SqlTemplate.of(
                                """
                                SELECT s.connection, s.schema_name, s.table_name, s.phase,
                                       (SELECT count(*) FROM {ledger}.state e
                                        WHERE e.schema_name = s.schema_name
                                          AND e.table_name = s.table_name),
                                       c.started_at
                                FROM {ledger}.stream s
                                JOIN {ledger}.connection c ON c.name = s.connection
                                ORDER BY s.connection, s.schema_name, s.table_name\
                                """)
                        .put("ledger", schema)
                        .sql();
        List<Entry> entries = new ArrayList<>();
        try (Statement statement = jdbc.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                entries.add(
                        new Entry(
                                new ConnectionName(row.getString(1)),
                                new TableName(row.getString(2), row.getString(3)),
                                row.getString(4),
                                row.getLong(5),
                                row.getObject(6, OffsetDateTime.class).toInstant()));
            }
        }
        return entries;
    }

    /// Makes the next run of a connection read everything again. Its tables stay, and stay its own.
    ///
    /// @return the tables concerned
    /// @throws Failure `STATE_UNKNOWN` for a name that the ledger does not know, `CONNECTION_BUSY`
    ///   while a run is under way
    public List<TableName> forget(ConnectionName connection) {
        List<TableName> tables =
                list().stream()
                        .filter(entry -> entry.connection().equals(connection))
                        .map(Entry::table)
                        .toList();
        if (tables.isEmpty()) {
            throw Failure.of(
                    FailureCode.STATE_UNKNOWN,
                    "The destination knows no connection \"" + connection + "\".");
        }
        // With the lock and a new fence: no run of the connection writes state meanwhile.
        try (DestinationSession _ = destination.open(connection)) {
            forget(tables);
        }
        return tables;
    }

    private void forget(List<TableName> tables) {
        PgConnection jdbc = destination.session();
        try {
            Ledger ledger = new Ledger(schema(jdbc));
            for (TableName table : tables) {
                jdbc.setAutoCommit(false);
                forget(jdbc, ledger, table);
                jdbc.commit();
            }
        } catch (SQLException e) {
            throw destination.connections().failures().of(e);
        } finally {
            PostgresDestination.close(jdbc);
        }
    }

    /// States, and what a load under way has built; a table that was never published is forgotten
    /// altogether.
    private static void forget(PgConnection jdbc, Ledger ledger, TableName table)
            throws SQLException {
        ledger.states().forgetAll(jdbc, table, LedgerStates.LIVE);
        StreamRow row = ledger.streams().find(jdbc, table).orElse(null);
        if (row == null) {
            return;
        }
        StreamRow.Build build = row.build();
        if (build != null) {
            ledger.dropBuild(jdbc, table, build.number());
        }
        if (!row.live()) {
            ledger.streams().delete(jdbc, table);
        }
    }
}
