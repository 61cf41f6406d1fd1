package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// The end of a later load: what a snapshot has not seen, and the final states.
final class FinishTransaction extends LaterTransaction {
    private final TableShape shape;
    private final Ending ending;
    private final long insertedBefore;

    /// How the source ended.
    ///
    /// @param states those that the ledger does not have yet
    /// @param vanished keys of states to forget
    /// @param complete whether all of the input was seen
    record Ending(List<StateEntry> states, List<String> vanished, boolean complete) {

        boolean isEmpty() {
            return states.isEmpty() && vanished.isEmpty();
        }
    }

    /// @param insertedBefore rows that this load has inserted, which no earlier load knew
    FinishTransaction(
            WriterSession writer,
            LoadRequest request,
            LiveTable before,
            TableShape shape,
            Ending ending,
            long insertedBefore) {
        super(writer, request, before);
        this.shape = shape;
        this.ending = ending;
        this.insertedBefore = insertedBefore;
    }

    @Override
    void write(StreamConnection stream) throws SQLException {
        PgConnection jdbc = stream.jdbc();
        fit(jdbc, shape);
        preparePass(jdbc);
        StreamRow.Pass pass = after().pass();
        if (pass != null) {
            endPass(jdbc, pass);
        }
        writeStates(jdbc, ending.states());
        ledger().states().forget(jdbc, table(), LedgerStates.LIVE, ending.vanished());
        CrashPoint.STATE_WRITTEN.pass();
    }

    private void endPass(PgConnection jdbc, StreamRow.Pass pass) throws SQLException {
        SnapshotSql sql = snapshot(pass);
        if (ending.complete() && !pass.blind()) {
            markVanished(jdbc, sql);
            CrashPoint.VANISHED_MARKED.pass();
        }
        execute(jdbc, sql.drop());
        changePass(jdbc, null);
    }

    private void markVanished(PgConnection jdbc, SnapshotSql sql) throws SQLException {
        execute(jdbc, "SET LOCAL work_mem = '64MB'");
        long vanished = number(jdbc, sql.countVanished());
        if (vanished == 0) {
            return;
        }
        long known = number(jdbc, sql.countLive()) - insertedBefore;
        if (vanished * 2 > known && !request().allowMassDelete()) {
            throw Failure.of(
                    FailureCode.MASS_DELETE,
                    "The input lacks %d of the %d rows of %s; nothing was deleted."
                            .formatted(vanished, known, table()));
        }
        try (PreparedStatement statement = jdbc.prepareStatement(sql.markVanished())) {
            count(MergeCounts.ofDeleted(statement.executeUpdate()));
        }
    }

    private static long number(PgConnection jdbc, String sql) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
