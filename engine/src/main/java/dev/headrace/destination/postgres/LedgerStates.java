package dev.headrace.destination.postgres;

import dev.headrace.model.StateEntry;
import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// The ledger's `state` table: what sources need to go on, one row per key. Every call is part of
/// the caller's transaction.
final class LedgerStates {
    /// The build number under which a live table's states stand.
    static final long LIVE = 0;

    private static final String HERE = " WHERE schema_name = ? AND table_name = ? AND build = ?";

    private final QualifiedName table;

    LedgerStates(Identifier ledger) {
        table = new QualifiedName(ledger, new Identifier("state"));
    }

    private String fill(String text) {
        return SqlTemplate.of(text).put("state", table).sql();
    }

    List<StateEntry> list(Connection jdbc, TableName name, long build) throws SQLException {
        String sql = fill("SELECT key, state::text FROM {state}" + HERE + " ORDER BY key");
        List<StateEntry> states = new ArrayList<>();
        try (PreparedStatement statement = here(jdbc, sql, name, build);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                states.add(new StateEntry(row.getString(1), row.getString(2)));
            }
        }
        return states;
    }

    /// Writes entries over those of the same key, which another stream may be writing at the same
    /// time: the later of both waits for the earlier, in the order of keys, so that two never wait
    /// for each other.
    void write(Connection jdbc, TableName name, long build, List<StateEntry> entries)
            throws SQLException {
        if (entries.isEmpty()) {
            return;
        }
        String sql =
                fill(
                        """
                        INSERT INTO {state} (schema_name, table_name, build, key, state)
                        SELECT ?, ?, ?, k, s::json
                        FROM unnest(?::text[], ?::text[]) AS e (k, s)
                        ORDER BY k
                        ON CONFLICT (schema_name, table_name, build, key)
                        DO UPDATE SET state = EXCLUDED.state\
                        """);
        try (PreparedStatement statement = here(jdbc, sql, name, build)) {
            statement.setArray(4, texts(jdbc, entries.stream().map(StateEntry::key).toList()));
            statement.setArray(5, texts(jdbc, entries.stream().map(StateEntry::json).toList()));
            statement.executeUpdate();
        }
    }

    void forget(Connection jdbc, TableName name, long build, List<String> keys)
            throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        String sql = fill("DELETE FROM {state}" + HERE + " AND key = ANY (?)");
        try (PreparedStatement statement = here(jdbc, sql, name, build)) {
            statement.setArray(4, texts(jdbc, keys));
            statement.executeUpdate();
        }
    }

    void forgetAll(Connection jdbc, TableName name, long build) throws SQLException {
        try (PreparedStatement statement =
                here(jdbc, fill("DELETE FROM {state}" + HERE), name, build)) {
            statement.executeUpdate();
        }
    }

    private static PreparedStatement here(Connection jdbc, String sql, TableName name, long build)
            throws SQLException {
        PreparedStatement statement = jdbc.prepareStatement(sql);
        statement.setString(1, name.schema());
        statement.setString(2, name.table());
        statement.setLong(3, build);
        return statement;
    }

    static java.sql.Array texts(Connection jdbc, List<String> values) throws SQLException {
        return jdbc.createArrayOf("text", values.toArray());
    }
}
