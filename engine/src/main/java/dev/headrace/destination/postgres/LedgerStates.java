package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The ledger's `state` table: what sources need to go on, one row per key. Every call is part of
/// the caller's transaction.
final class LedgerStates {
    /// The build number under which a live table's states stand.
    static final long LIVE = 0;

    /// No JSON, an escape that stands for nothing, a NUL character, too deeply nested.
    private static final Set<String> NO_JSON = Set.of("22P02", "22P05", "22021", "54001");

    private static final int KEYS_SAID_MAX = 3;

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
    ///
    /// @throws Failure `INTERNAL` where an entry is no JSON: its source is broken
    void write(
            Connection jdbc,
            ConnectionName connection,
            TableName name,
            long build,
            List<StateEntry> entries)
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
        } catch (SQLException e) {
            if (NO_JSON.contains(String.valueOf(e.getSQLState()))) {
                throw noJson(connection, name, entries, e);
            }
            throw e;
        }
    }

    private static Failure noJson(
            ConnectionName connection,
            TableName name,
            List<StateEntry> entries,
            SQLException error) {
        String keys =
                entries.stream()
                        .limit(KEYS_SAID_MAX)
                        .map(StateEntry::key)
                        .collect(Collectors.joining("', '", "'", "'"));
        return Failure.of(
                        FailureCode.INTERNAL,
                        """
                        The source of connection %s gave a state that is no valid JSON, among \
                        those of %s; the rows that it came with were not loaded.\
                        """
                                .formatted(connection, keys),
                        error)
                .at(FailurePlace.ofTable(name.schema(), name.table()));
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
