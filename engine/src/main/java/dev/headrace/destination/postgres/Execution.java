package dev.headrace.destination.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Runs DDL and remembers it for the report, once the transaction is in. Thread-safe.
final class Execution {
    private final List<String> pending = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    synchronized void run(Connection jdbc, String statement) throws SQLException {
        try (Statement jdbcStatement = jdbc.createStatement()) {
            jdbcStatement.execute(statement);
        }
        pending.add(statement);
    }

    /// A transaction begins, maybe for the second time.
    synchronized void begin() {
        pending.clear();
    }

    /// The transaction is in.
    synchronized void committed() {
        done.addAll(pending);
        pending.clear();
    }

    synchronized List<String> done() {
        return List.copyOf(done);
    }
}
