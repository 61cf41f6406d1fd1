package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// One transaction of a later load: what all of them begin with, and what came of it. May run more
/// than once; the last run counts.
abstract sealed class LaterTransaction implements TransactionWork
        permits BatchTransaction, FinishTransaction {

    private final WriterSession writer;
    private final LoadRequest request;
    private final LiveTable before;
    private final List<String> ddl = new ArrayList<>();
    private final List<ShapeChange.Widening> widened = new ArrayList<>();
    private LiveTable after;
    private MergeCounts counts = MergeCounts.NONE;

    LaterTransaction(WriterSession writer, LoadRequest request, LiveTable before) {
        this.writer = writer;
        this.request = request;
        this.before = before;
        this.after = before;
    }

    @Override
    public final void run(StreamConnection stream) throws SQLException {
        ddl.clear();
        widened.clear();
        counts = MergeCounts.NONE;
        after = before;
        advance(stream.jdbc());
        write(stream);
    }

    abstract void write(StreamConnection stream) throws SQLException;

    /// Whether the transaction is in, asked after a lost answer to its COMMIT.
    CommitProof proof() {
        return stream ->
                ledger().streams()
                        .find(stream.jdbc(), table())
                        .filter(row -> row.batch() == before.batch() + 1)
                        .isPresent();
    }

    private void advance(PgConnection jdbc) throws SQLException {
        long number = before.batch() + 1;
        if (!ledger().streams().advance(jdbc, table(), number)) {
            throw Failure.of(
                    FailureCode.TABLE_CHANGED,
                    "The ledger of %s does not stand at batch %d: the destination went back."
                            .formatted(table(), before.batch()));
        }
        after = after.withBatch(number);
    }

    /// Changes the table so that it holds rows of `wanted`.
    final void fit(PgConnection jdbc, TableShape wanted) throws SQLException {
        ShapeChange change = ShapeChange.plan(after.shape(), wanted, after.target());
        if (change.shape().equals(after.shape())) {
            return;
        }
        if (change.alters()) {
            alter(jdbc, change);
        }
        int number = after.shapeNumber() + 1;
        ledger().streams()
                .changeShape(jdbc, table(), new StoredShape(change.shape(), mode()), number);
        after = after.withShape(change.shape(), number, find(jdbc));
        widened.addAll(change.widened());
        CrashPoint.WIDENED.pass();
    }

    private void alter(PgConnection jdbc, ShapeChange change) throws SQLException {
        TableAlteration alteration = new TableAlteration(jdbc, after.target(), table());
        ddl.addAll(alteration.apply(change));
        StreamRow.Pass pass = after.pass();
        if (pass != null) {
            ShapeChange ofKey = change.ofKey();
            if (ofKey.alters()) {
                alteration.alter(ledger().seenTable(pass.number()), ofKey);
            }
        }
    }

    /// Reads the table anew, under whatever lock the transaction has.
    final TargetTable find(PgConnection jdbc) throws SQLException {
        return TargetTable.find(jdbc, table())
                .orElseThrow(() ->
                        Failure.of(
                                FailureCode.TABLE_CHANGED,
                                "The table %s is gone.".formatted(table())));
    }

    /// Drops what another load's unfinished pass left, and begins one of our own for a snapshot.
    final void preparePass(PgConnection jdbc) throws SQLException {
        StreamRow.Pass stale = after.stalePass();
        if (stale != null) {
            execute(jdbc, snapshot(stale).drop());
            changePass(jdbc, null);
        }
        if (request.snapshot() && after.pass() == null) {
            long number = ledger().streams().nextNumber(jdbc);
            StreamRow.Pass pass = new StreamRow.Pass(number, "", false);
            execute(jdbc, snapshot(pass).create());
            changePass(jdbc, pass);
        }
    }

    final void changePass(PgConnection jdbc, StreamRow.@Nullable Pass pass) throws SQLException {
        ledger().streams().changePass(jdbc, table(), pass);
        after = after.withPass(pass);
    }

    final SnapshotSql snapshot(StreamRow.Pass pass) {
        return new SnapshotSql(
                after.target().name(),
                ledger().seenTable(pass.number()),
                Identifier.all(request.key()),
                mode());
    }

    final void writeStates(PgConnection jdbc, List<StateEntry> states) throws SQLException {
        ledger().states().write(jdbc, writer.connection(), table(), LedgerStates.LIVE, states);
    }

    final void execute(PgConnection jdbc, String sql) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute(sql);
        }
    }

    final void count(MergeCounts more) {
        counts = counts.plus(more);
    }

    final void seeTarget(TargetTable found) {
        after = after.withTarget(found);
    }

    final WriterSession writer() {
        return writer;
    }

    final Ledger ledger() {
        return writer.ledger();
    }

    final LoadRequest request() {
        return request;
    }

    final TableName table() {
        return request.table();
    }

    final SyncMode mode() {
        return request.mode();
    }

    final LiveTable after() {
        return after;
    }

    final MergeCounts counts() {
        return counts;
    }

    final List<String> ddl() {
        return ddl;
    }

    final List<ShapeChange.Widening> widened() {
        return widened;
    }
}
