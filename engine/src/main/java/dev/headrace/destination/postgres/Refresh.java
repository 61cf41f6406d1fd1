package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Set;

/// Completes a build beside a live table and puts it in the live one's place. Where something else
/// hangs on the live table, that one stays and gets the difference.
final class Refresh {
    /// Whoever reads after us waits behind this lock, so it does not wait long itself; it is tried
    /// again instead.
    private static final String SWAP_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'";

    private final WriterSession writer;
    private final LoadRequest request;
    private final Build build;
    private final Execution execution;
    private final LoadTally tally;
    private final StoredShape before;

    /// @param before the live table's shape
    Refresh(
            WriterSession writer,
            LoadRequest request,
            Build build,
            Execution execution,
            LoadTally tally,
            StoredShape before) {
        this.writer = writer;
        this.request = request;
        this.build = build;
        this.execution = execution;
        this.tally = tally;
        this.before = before;
    }

    /// Completes and swaps.
    ///
    /// @throws DuplicatesFound when the build has to begin anew with ordered rows
    void publish(StreamConnection stream, List<StateEntry> states) {
        long duplicates = 0;
        if (build.now().stage() == StreamRow.Stage.LOADING) {
            duplicates = complete(stream, states);
        }
        swap(stream, duplicates);
    }

    private long complete(StreamConnection stream, List<StateEntry> states) {
        long[] duplicates = new long[1];
        StreamRow.Build built = build.now().built();
        writer.transactions()
                .run(
                        stream,
                        at -> stage(at.jdbc()) == StreamRow.Stage.BUILT,
                        at -> {
                            Connection jdbc = at.jdbc();
                            execution.begin();
                            duplicates[0] =
                                    new BuildCompletion(writer, build, execution).complete(jdbc);
                            copyIndexes(jdbc);
                            writer.ledger().builds().write(jdbc, request.table(), built);
                            LedgerStates ledger = writer.ledger().states();
                            ledger.forgetAll(jdbc, request.table(), built.number());
                            ledger.write(
                                    jdbc,
                                    writer.connection(),
                                    request.table(),
                                    built.number(),
                                    states);
                        });
        execution.committed();
        build.become(built);
        return duplicates[0];
    }

    private StreamRow.Stage stage(Connection jdbc) throws SQLException {
        return writer.ledger()
                .streams()
                .find(jdbc, request.table())
                .map(StreamRow::build)
                .map(StreamRow.Build::stage)
                .orElse(StreamRow.Stage.LOADING);
    }

    /// An index on a column that is no more cannot be made again.
    private void copyIndexes(Connection jdbc) throws SQLException {
        for (TableLikeness.Index index : likeness(jdbc, live(jdbc)).indexes()) {
            Savepoint before = jdbc.setSavepoint();
            try {
                execution.run(jdbc, index.statement());
            } catch (SQLException e) {
                if (!SqlFailures.is(e, SqlFailures.UNDEFINED_COLUMN)) {
                    throw e;
                }
                jdbc.rollback(before);
            }
        }
    }

    private TableLikeness likeness(Connection jdbc, CatalogTable live) {
        return new TableLikeness(jdbc, live, build.table());
    }

    private CatalogTable live(Connection jdbc) throws SQLException {
        return new Catalog(jdbc, writer.version())
                .find(QualifiedName.of(request.table()))
                .orElseThrow(() ->
                        Failure.of(
                                FailureCode.TABLE_CHANGED,
                                "The table that was to be refreshed is gone."));
    }

    private void swap(StreamConnection stream, long duplicates) {
        long number = build.now().number();
        RefreshDifference.Counts[] written = new RefreshDifference.Counts[1];
        try {
            writer.transactions()
                    .run(
                            stream,
                            at -> !names(at.jdbc(), number),
                            at -> written[0] = swapOnce(at.jdbc()));
        } catch (Failure e) {
            throw e.code() == FailureCode.LOCK_TIMEOUT ? named(stream, e) : e;
        }
        execution.committed();
        tally.refreshed(written[0], duplicates);
    }

    /// Whether the ledger still knows the build.
    private boolean names(Connection jdbc, long number) throws SQLException {
        return writer.ledger()
                .streams()
                .find(jdbc, request.table())
                .map(StreamRow::build)
                .filter(known -> known.number() == number)
                .isPresent();
    }

    private RefreshDifference.Counts swapOnce(Connection jdbc) throws SQLException {
        execution.begin();
        TableName target = request.table();
        QualifiedName name = QualifiedName.of(target);
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(SWAP_LOCK_TIMEOUT);
            statement.execute(
                    SqlTemplate.of("LOCK TABLE {live} IN ACCESS EXCLUSIVE MODE")
                            .put("live", name)
                            .sql());
        }
        CatalogTable live = live(jdbc);
        List<String> dependents = Dependents.of(jdbc, live, before.shape(), writer.version());
        RefreshDifference.Counts counts;
        if (dependents.isEmpty()) {
            note(jdbc, replace(jdbc, live));
            counts = new RefreshDifference.Counts(0, 0, 0);
        } else {
            counts = writeDifference(jdbc, live, dependents);
            note(jdbc, live.oid());
        }
        CrashPoint.SWAPPED.pass();
        return counts;
    }

    private long replace(Connection jdbc, CatalogTable live) throws SQLException {
        TableLikeness likeness = likeness(jdbc, live);
        List<TableLikeness.Index> indexes = likeness.indexes();
        for (String statement : likeness.statements()) {
            execution.run(jdbc, statement);
        }
        String owner = likeness.owner(QualifiedName.of(request.table()));
        execution.run(jdbc, SqlTemplate.of("DROP TABLE {live}").put("live", live.name()).sql());
        long oid =
                new Publication(jdbc, build.table(), request.table(), request.grantTo(), execution)
                        .publish(new BuildCompletion(writer, build, execution).key());
        renameIndexes(jdbc, indexes);
        if (owner != null) {
            execution.run(jdbc, owner);
        }
        return oid;
    }

    private void renameIndexes(Connection jdbc, List<TableLikeness.Index> indexes)
            throws SQLException {
        Identifier schema = new Identifier(request.table().schema());
        for (TableLikeness.Index index : indexes) {
            execution.run(
                    jdbc,
                    SqlTemplate.of("ALTER INDEX IF EXISTS {index} RENAME TO {name}")
                            .put(
                                    "index",
                                    new QualifiedName(
                                            schema, new Identifier(index.temporaryName())))
                            .put("name", new Identifier(index.name()))
                            .sql());
        }
    }

    private RefreshDifference.Counts writeDifference(
            Connection jdbc, CatalogTable live, List<String> dependents) throws SQLException {
        StoredShape after = build.now().shape();
        requireSameKey(after, dependents);
        TableShape found = Adoption.asFound(before.shape(), live);
        for (String statement : ColumnDdl.between(live.name(), found, after.shape()).statements()) {
            execution.run(jdbc, statement);
        }
        RefreshDifference.Counts counts =
                new RefreshDifference(live.name(), build.table(), after).write(jdbc);
        LedgerBuilds.drop(jdbc, build.table());
        return counts;
    }

    private void requireSameKey(StoredShape after, List<String> dependents) {
        boolean same =
                before.mode() == after.mode()
                        && Set.copyOf(before.shape().key()).equals(Set.copyOf(after.shape().key()));
        if (!same) {
            throw Failure.of(
                            FailureCode.KEY_CHANGED,
                            "The table \"%s\" cannot get another key or mode while something hangs on it: %s."
                                    .formatted(request.table(), String.join(", ", dependents)))
                    .next("Drop what hangs on the table, and make it again after.");
        }
    }

    private void note(Connection jdbc, long oid) throws SQLException {
        Ledger ledger = writer.ledger();
        TableName target = request.table();
        long number = build.now().number();
        List<StateEntry> states = ledger.states().list(jdbc, target, number);
        ledger.builds().publish(jdbc, target, oid);
        ledger.pieces().forgetAll(jdbc, number);
        ledger.states().forgetAll(jdbc, target, number);
        ledger.states().forgetAll(jdbc, target, LedgerStates.LIVE);
        ledger.states().write(jdbc, writer.connection(), target, LedgerStates.LIVE, states);
    }

    /// The failure with the sessions that did not let go of the table.
    private Failure named(StreamConnection stream, Failure timeout) {
        String[] holders = new String[1];
        writer.transactions()
                .read(
                        stream,
                        at ->
                                holders[0] =
                                        Blockers.of(at.jdbc(), QualifiedName.of(request.table())));
        return Failure.of(
                new Failure.Words(
                        FailureCode.LOCK_TIMEOUT,
                        "The table \"%s\" could not be swapped: %s."
                                .formatted(request.table(), holders[0]),
                        timeout.reason(),
                        "Run again when they are done: what was built is kept and swapped then.",
                        timeout.place()),
                timeout);
    }
}
