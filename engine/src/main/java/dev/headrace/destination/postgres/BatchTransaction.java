package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.CrashPoint;
import dev.headrace.model.BadRow;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.SyncMode;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// A batch and its checkpoint.
final class BatchTransaction extends LaterTransaction {
    private final StagingTable staging;
    private final PostgresBatch batch;
    private final Checkpoint checkpoint;

    BatchTransaction(
            WriterSession writer,
            LoadRequest request,
            LiveTable before,
            StagingTable staging,
            PostgresBatch batch,
            Checkpoint checkpoint) {
        super(writer, request, before);
        this.staging = staging;
        this.batch = batch;
        this.checkpoint = checkpoint;
    }

    @Override
    void write(StreamConnection stream) throws SQLException {
        PgConnection jdbc = stream.jdbc();
        fit(jdbc, batch.layout().shape());
        preparePass(jdbc);
        writeRows(stream);
        CrashPoint.BATCH_MERGED.pass();
        see(jdbc);
        putAside(jdbc);
        writeStates(jdbc, checkpoint.states());
        CrashPoint.STATE_WRITTEN.pass();
    }

    private void writeRows(StreamConnection stream) throws SQLException {
        if (mode() == SyncMode.APPEND) {
            append(stream);
            return;
        }
        MergeSession session = session(stream.jdbc());
        if (batch.truncating()) {
            count(session.truncate());
        }
        if (batch.rows() > 0) {
            merge(stream, session);
        }
        for (CopyEncoder.Removal removal : batch.removals()) {
            count(session.removeLines(removal));
        }
    }

    private void merge(StreamConnection stream, MergeSession session) throws SQLException {
        stage(stream);
        session.tune(after().target().oid(), batch.rows());
        count(batch.folding() ? session.changes(batch.rows()) : session.rows(batch.rows()));
    }

    private void stage(StreamConnection stream) throws SQLException {
        staging.make(stream, sql(), batch.layout().extras(), batch.folding());
        StagingTable.copy(stream, StagingTable.STAGED, batch);
        CrashPoint.BATCH_STAGED.pass();
    }

    /// Straight into the table, once its lock shows that the rows fit it as they are encoded.
    private void append(StreamConnection stream) throws SQLException {
        if (batch.rows() == 0) {
            return;
        }
        PgConnection jdbc = stream.jdbc();
        execute(
                jdbc,
                SqlTemplate.of("LOCK TABLE {target} IN ROW EXCLUSIVE MODE")
                        .put("target", after().target().name())
                        .sql());
        seeTarget(find(jdbc));
        boolean direct = sql().columns().stream().allMatch(column -> column.cast() == null);
        if (direct) {
            StagingTable.copy(stream, after().target().name(), batch);
            CrashPoint.BATCH_STAGED.pass();
        } else {
            stage(stream);
            session(jdbc).append();
        }
        count(new MergeCounts(batch.rows(), 0, 0, 0, 0));
    }

    private void see(PgConnection jdbc) throws SQLException {
        StreamRow.Pass pass = after().pass();
        if (pass == null) {
            return;
        }
        if (batch.rows() > 0) {
            session(jdbc).see(ledger().seenTable(pass.number()));
            CrashPoint.SEEN_WRITTEN.pass();
        }
        if (!pass.blind() && batch.badRows().stream().anyMatch(BadRow::keyUnknown)) {
            changePass(jdbc, new StreamRow.Pass(pass.number(), pass.input(), true));
        }
    }

    private void putAside(PgConnection jdbc) throws SQLException {
        List<BadRow> rows = batch.badRows();
        if (!rows.isEmpty()) {
            ledger().quarantine()
                    .write(jdbc, writer().connection(), table(), rows, writer().syncedAt());
        }
    }

    private MergeSession session(PgConnection jdbc) {
        return new MergeSession(jdbc, sql(), writer().syncedAt());
    }

    private MergeSql sql() {
        return new MergeSql(
                after().target().name(),
                StagingTable.STAGED,
                StagingTable.FOLDED,
                StagedColumn.of(batch.layout(), after().target()),
                mode());
    }
}
