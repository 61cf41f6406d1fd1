package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/// Tells the ledger what an inspection found, in the caller's transaction.
final class TableRepair {
    private final WriterSession writer;
    private final LoadRequest request;
    private final Execution execution;

    TableRepair(WriterSession writer, LoadRequest request, Execution execution) {
        this.writer = writer;
        this.request = request;
        this.execution = execution;
    }

    void run(Connection jdbc, Inspection found) throws SQLException {
        TableName name = request.table();
        Ledger ledger = writer.ledger();
        switch (found.repair()) {
            case NOTHING -> {}
            case FORGET -> forget(jdbc, found);
            case FORGET_STATES -> mend(jdbc, found);
            case NOTE_OID -> ledger.streams().changeOid(jdbc, name, table(found).oid());
            case FORGET_BUILD -> forgetBuild(jdbc, Objects.requireNonNull(found.row()));
            case ADOPT -> adopt(jdbc, found);
            case HAND_OVER -> handOver(jdbc, found);
        }
    }

    private static CatalogTable table(Inspection found) {
        return Objects.requireNonNull(found.table());
    }

    private void forget(Connection jdbc, Inspection found) throws SQLException {
        StreamRow row = found.row();
        if (row != null) {
            forgetBuild(jdbc, row);
        }
        forgetRow(jdbc);
    }

    private void forgetRow(Connection jdbc) throws SQLException {
        Ledger ledger = writer.ledger();
        ledger.states().forgetAll(jdbc, request.table(), LedgerStates.LIVE);
        ledger.streams().delete(jdbc, request.table());
    }

    private void forgetBuild(Connection jdbc, StreamRow row) throws SQLException {
        StreamRow.Build build = row.build();
        if (build == null) {
            return;
        }
        writer.ledger().dropBuild(jdbc, request.table(), build.number());
    }

    private void mend(Connection jdbc, Inspection found) throws SQLException {
        StreamRow row = Objects.requireNonNull(found.row());
        TableShape shape = Objects.requireNonNull(found.stored().shape());
        CatalogTable table = table(found);
        forgetBuild(jdbc, row);
        Adoption.run(jdbc, Adoption.plan(table, request, writer.syncedAt()), table, execution);
        Ledger ledger = writer.ledger();
        ledger.states().forgetAll(jdbc, request.table(), LedgerStates.LIVE);
        ledger.streams()
                .changeShape(
                        jdbc,
                        request.table(),
                        new StoredShape(shape, request.mode()),
                        row.shapeNumber() + 1);
        if (row.restored()) {
            ledger.streams().changeOid(jdbc, request.table(), table.oid());
        }
    }

    private void adopt(Connection jdbc, Inspection found) throws SQLException {
        forget(jdbc, found);
        CatalogTable table = table(found);
        Adoption.run(jdbc, Adoption.plan(table, request, writer.syncedAt()), table, execution);
        writer.ledger()
                .streams()
                .writeLive(
                        jdbc,
                        writer.connection(),
                        request.table(),
                        new StoredShape(Adoption.shape(table, request), request.mode()),
                        table.oid());
    }

    /// The connection that had the table is fenced off: a run of it may be under way.
    private void handOver(Connection jdbc, Inspection found) throws SQLException {
        Ledger ledger = writer.ledger();
        StreamRow row = Objects.requireNonNull(found.row());
        ledger.fences().revoke(jdbc, row.connection(), writer.fence().run(), writer.program());
        forgetBuild(jdbc, row);
        if (row.live()) {
            ledger.streams().changeConnection(jdbc, request.table(), writer.connection());
            TableShape shape = found.stored().shape();
            if (shape != null && TableInspection.lacksColumns(shape, row)) {
                mend(jdbc, found);
            }
        } else {
            forgetRow(jdbc);
        }
    }
}
