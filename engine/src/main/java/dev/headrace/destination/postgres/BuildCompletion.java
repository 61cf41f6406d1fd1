package dev.headrace.destination.postgres;

import dev.headrace.failure.CrashPoint;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// What a build needs once all of its rows are in: duplicates resolved, key, system columns,
/// statistics. Runs in the caller's transaction.
final class BuildCompletion {
    /// Sorting for the key in memory is the larger part of a first load's end.
    private static final String SORT_MEMORY = "256MB";

    private final WriterSession writer;
    private final Build build;
    private final Execution execution;

    BuildCompletion(WriterSession writer, Build build, Execution execution) {
        this.writer = writer;
        this.build = build;
        this.execution = execution;
    }

    /// The name of the key's constraint while the table is being built.
    static Identifier keyName(long number) {
        return new Identifier("load_" + number + "_pkey");
    }

    /// @return rows that a later row of the same key replaced
    /// @throws DuplicatesFound when there are some and the rows do not carry their place
    long complete(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(
                    "SELECT pg_catalog.set_config('maintenance_work_mem', '"
                            + SORT_MEMORY
                            + "', true) WHERE pg_catalog.pg_size_bytes("
                            + "current_setting('maintenance_work_mem'))"
                            + " < pg_catalog.pg_size_bytes('"
                            + SORT_MEMORY
                            + "')");
        }
        long duplicates = build.now().ordered() ? completeOrdered(jdbc) : 0;
        if (!build.now().ordered() && keyed()) {
            addKey(jdbc);
        }
        CrashPoint.KEY_BUILT.pass();
        for (String statement : build.ddl().addSystemColumns(writer.syncedAt())) {
            execution.run(jdbc, statement);
        }
        CrashPoint.SYSTEM_COLUMNS_ADDED.pass();
        analyze(jdbc);
        return duplicates;
    }

    /// The key is tried first: it sorts the table once, and most inputs have each key once. Only
    /// where it finds that one comes twice is the table sorted to find them all.
    private long completeOrdered(Connection jdbc) throws SQLException {
        long removed = 0;
        if (keyed()) {
            Savepoint before = jdbc.setSavepoint();
            try {
                addKey(jdbc);
            } catch (DuplicatesFound _) {
                jdbc.rollback(before);
                removed = new KeyDuplicates(build.table(), shape()).resolve(jdbc);
                CrashPoint.DUPLICATES_REMOVED.pass();
                addKey(jdbc);
            }
        }
        execution.run(jdbc, build.ddl().dropExtras());
        return removed;
    }

    private boolean keyed() {
        return !shape().key().isEmpty();
    }

    private TableShape shape() {
        return build.now().shape().shape();
    }

    private void addKey(Connection jdbc) throws SQLException {
        try {
            execution.run(jdbc, build.ddl().addKey(keyName(build.now().number())));
        } catch (SQLException e) {
            if (SqlFailures.is(e, SqlFailures.UNIQUE_VIOLATION)) {
                throw new DuplicatesFound(e);
            }
            throw e;
        }
    }

    private void analyze(Connection jdbc) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(SqlTemplate.of("ANALYZE {load}").put("load", build.table()).sql());
        }
    }

    /// The key's name in the build, null where the table has none.
    @Nullable Identifier key() {
        return keyed() ? keyName(build.now().number()) : null;
    }
}
