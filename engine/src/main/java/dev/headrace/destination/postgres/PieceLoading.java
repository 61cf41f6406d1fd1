package dev.headrace.destination.postgres;

import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/// Loads one piece in one transaction: rows, what they came from, bad rows, states.
final class PieceLoading {
    private final WriterSession writer;
    private final TableName table;

    PieceLoading(WriterSession writer, TableName table) {
        this.writer = writer;
        this.table = table;
    }

    void load(StreamConnection stream, Piece piece) {
        long build = piece.build().number();
        writer.transactions()
                .run(
                        stream,
                        at ->
                                writer.ledger()
                                        .pieces()
                                        .contains(at.jdbc(), build, piece.ranges().getFirst()),
                        at -> write(at, piece));
    }

    private void write(StreamConnection stream, Piece piece) throws SQLException {
        Ledger ledger = writer.ledger();
        StreamRow.Build build = piece.build();
        QualifiedName load = ledger.loadTable(build.number());
        if (!ledger.builds().lock(stream.jdbc(), table, load, build)) {
            throw Failure.of(
                    FailureCode.TABLE_CHANGED, "The table being built is no longer the same.");
        }
        if (piece.batch().rows() > 0) {
            copy(stream, load, piece.batch());
        }
        CrashPoint.PIECE_COPIED.pass();
        note(stream.jdbc(), piece);
    }

    private static void copy(StreamConnection stream, QualifiedName load, PostgresBatch batch)
            throws SQLException {
        String sql = BuildDdl.copy(load, batch.layout().columnNames());
        CopyIn copy = stream.jdbc().getCopyAPI().copyIn(sql);
        batch.writeTo(copy);
        copy.endCopy();
    }

    private void note(Connection jdbc, Piece piece) throws SQLException {
        Ledger ledger = writer.ledger();
        long build = piece.build().number();
        ledger.pieces().write(jdbc, build, piece.ranges());
        CrashPoint.PIECE_NOTED.pass();
        ledger.states().write(jdbc, writer.connection(), table, build, piece.checkpoint().states());
        ledger.quarantine()
                .write(
                        jdbc,
                        writer.connection(),
                        table,
                        piece.batch().badRows(),
                        writer.syncedAt());
        CrashPoint.STATE_WRITTEN.pass();
    }
}
