package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Completes a build and makes it the table that people read.
final class BuildPublication {
    private final WriterSession writer;
    private final LoadRequest request;
    private final Build build;
    private final Execution execution;
    private final LoadTally tally;

    BuildPublication(
            WriterSession writer,
            LoadRequest request,
            Build build,
            Execution execution,
            LoadTally tally) {
        this.writer = writer;
        this.request = request;
        this.build = build;
        this.execution = execution;
        this.tally = tally;
    }

    /// Completes and publishes a table that was not there before, in one transaction.
    ///
    /// @throws DuplicatesFound when the build has to begin anew with ordered rows
    void publish(StreamConnection stream, List<StateEntry> states) {
        long[] duplicates = new long[1];
        writer.transactions()
                .run(
                        stream,
                        at -> isLive(at.jdbc()),
                        at -> duplicates[0] = publishOnce(at.jdbc(), states));
        execution.committed();
        tally.published(true, duplicates[0]);
    }

    private boolean isLive(Connection jdbc) throws SQLException {
        return writer.ledger()
                .streams()
                .find(jdbc, request.table())
                .filter(row -> row.live() && row.build() == null)
                .isPresent();
    }

    private long publishOnce(Connection jdbc, List<StateEntry> states) throws SQLException {
        execution.begin();
        BuildCompletion completion = new BuildCompletion(writer, build, execution);
        long duplicates = completion.complete(jdbc);
        TableName target = request.table();
        new SchemaPreparation(
                        new Identifier(target.schema()),
                        writer.ledger().schema(),
                        writer.address(),
                        writer.version())
                .make(jdbc, execution);
        long oid = move(jdbc, completion);
        note(jdbc, oid, states);
        CrashPoint.PUBLISHED.pass();
        return duplicates;
    }

    private long move(Connection jdbc, BuildCompletion completion) throws SQLException {
        try {
            return new Publication(
                            jdbc, build.table(), request.table(), request.grantTo(), execution)
                    .publish(completion.key());
        } catch (SQLException e) {
            if (SqlFailures.is(e, SqlFailures.DUPLICATE_TABLE)) {
                throw Failure.of(
                        FailureCode.TABLE_NOT_OURS,
                        "The table \"%s\" appeared while it was loaded; Headrace did not make it."
                                .formatted(request.table()),
                        e);
            }
            throw e;
        }
    }

    private void note(Connection jdbc, long oid, List<StateEntry> states) throws SQLException {
        Ledger ledger = writer.ledger();
        TableName target = request.table();
        long number = build.now().number();
        ledger.builds().publish(jdbc, target, oid);
        ledger.pieces().forgetAll(jdbc, number);
        ledger.states().forgetAll(jdbc, target, number);
        ledger.states().forgetAll(jdbc, target, LedgerStates.LIVE);
        ledger.states().write(jdbc, writer.connection(), target, LedgerStates.LIVE, states);
    }
}
