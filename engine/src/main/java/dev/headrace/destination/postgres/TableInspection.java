package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable;
import dev.headrace.destination.StoredTable.Phase;
import dev.headrace.destination.postgres.Inspection.Repair;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares what the ledger knows of a table with what the catalog has. Looks only.
final class TableInspection {
    private final Connection jdbc;
    private final Ledger ledger;
    private final Catalog catalog;
    private final ConnectionName connection;
    private final DatabaseAddress address;

    TableInspection(
            Connection jdbc,
            Ledger ledger,
            ServerVersion version,
            ConnectionName connection,
            DatabaseAddress address) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.catalog = new Catalog(jdbc, version);
        this.connection = connection;
        this.address = address;
    }

    /// @param ledgerThere whether there is a ledger to ask
    /// @throws Failure when this load must not touch the table
    Inspection inspect(LoadRequest request, boolean ledgerThere) throws SQLException {
        TableName name = request.table();
        StreamRow row = ledgerThere ? ledger.streams().find(jdbc, name).orElse(null) : null;
        CatalogTable table = catalog.find(QualifiedName.of(name)).orElse(null);
        if (row != null && row.live() && table == null) {
            return absent(Repair.FORGET, row);
        }
        if (row != null && !row.connection().equals(connection)) {
            return othersRow(request, row, table);
        }
        if (row == null) {
            return table == null ? absent(Repair.NOTHING, null) : othersTable(request, table);
        }
        return row.live() && table != null
                ? live(request, row, table)
                : loading(request, row, table);
    }

    private static Inspection absent(Repair repair, @Nullable StreamRow row) {
        return new Inspection(
                repair, row, null, new StoredTable(Phase.ABSENT, null, List.of(), List.of()));
    }

    private Inspection othersRow(LoadRequest request, StreamRow row, @Nullable CatalogTable table)
            throws SQLException {
        if (!request.adopt()) {
            throw Failure.of(
                    FailureCode.TABLE_NOT_OURS,
                    "The table \"%s\" belongs to the connection \"%s\"."
                            .formatted(request.table(), row.connection()));
        }
        if (!row.live() || table == null) {
            return absent(Repair.HAND_OVER, row);
        }
        Inspection found = live(request, row, table);
        return new Inspection(Repair.HAND_OVER, row, table, found.stored());
    }

    private Inspection othersTable(LoadRequest request, CatalogTable table) {
        if (!request.adopt()) {
            throw Failure.of(
                    FailureCode.TABLE_NOT_OURS,
                    (isLikeOurs(table)
                                    ? "The table \"%s\" looks like one of Headrace's, but no ledger"
                                            + " in this database knows it."
                                    : "The table \"%s\" exists and was not made by Headrace.")
                            .formatted(request.table()));
        }
        requireAdoptable(request, table);
        TableShape shape = Adoption.shape(table, request);
        return new Inspection(
                Repair.ADOPT,
                null,
                table,
                new StoredTable(
                        request.fullRefresh() ? Phase.ABSENT : Phase.LIVE,
                        request.fullRefresh() ? null : shape,
                        List.of(),
                        List.of()));
    }

    /// Whether the ledger was dropped, most likely, or is another one than before.
    private static boolean isLikeOurs(CatalogTable table) {
        return table.column(SystemColumn.SYNCED.columnName()).isPresent();
    }

    private void requireAdoptable(LoadRequest request, CatalogTable table) {
        if (!table.ordinary()) {
            throw Failure.of(
                    FailureCode.TABLE_NOT_OURS,
                    "\"%s\" is no table: a view or the like cannot be taken over."
                            .formatted(request.table()));
        }
        if (!table.owned()) {
            throw Failure.of(
                            FailureCode.DESTINATION_PERMISSION,
                            "The table \"%s\" belongs to the role \"%s\"."
                                    .formatted(request.table(), table.owner()))
                    .next("Run as an administrator: " + Grants.ownership(table.name(), address));
        }
        for (String key : request.key()) {
            if (table.column(key).isEmpty()) {
                throw Failure.of(
                        FailureCode.KEY_CHANGED,
                        "The table \"%s\" has no column \"%s\" to be its key."
                                .formatted(request.table(), key));
            }
        }
    }

    private Inspection live(LoadRequest request, StreamRow row, CatalogTable table)
            throws SQLException {
        if (row.tableOid() != table.oid() && !row.restored()) {
            return replaced(request, row, table);
        }
        StoredShape shape = row.shape();
        if (shape == null) {
            throw new IllegalStateException("A live table without a shape: " + row.table());
        }
        if (request.fullRefresh()) {
            return refreshing(request, row, table);
        }
        requireSameKey(request, shape, table);
        TableShape found = Adoption.asFound(shape.shape(), table);
        if (lacksColumns(found, row) || lacksOurs(request, table)) {
            return new Inspection(Repair.FORGET_STATES, row, table, stored(found, List.of()));
        }
        List<StateEntry> states = ledger.states().list(jdbc, request.table(), LedgerStates.LIVE);
        return new Inspection(repair(row), row, table, stored(found, states));
    }

    /// Whether someone has dropped columns that the ledger knows.
    static boolean lacksColumns(TableShape found, StreamRow row) {
        StoredShape known = row.shape();
        return known != null && found.columns().size() < known.shape().columns().size();
    }

    private static boolean lacksOurs(LoadRequest request, CatalogTable table) {
        return !Adoption.plan(table, request, Instant.EPOCH).isEmpty();
    }

    private static Repair repair(StreamRow row) {
        if (row.restored()) {
            return Repair.NOTE_OID;
        }
        return row.build() == null ? Repair.NOTHING : Repair.FORGET_BUILD;
    }

    private static StoredTable stored(TableShape shape, List<StateEntry> states) {
        return new StoredTable(Phase.LIVE, shape, states, List.of());
    }

    /// Someone dropped the table and made another one of the same name.
    private Inspection replaced(LoadRequest request, StreamRow row, CatalogTable table) {
        Inspection others = othersTable(request, table);
        return new Inspection(others.repair(), row, table, others.stored());
    }

    private static void requireSameKey(LoadRequest request, StoredShape shape, CatalogTable table) {
        if (shape.mode() != request.mode()) {
            throw Failure.of(
                    FailureCode.MODE_CHANGED,
                    "The table \"%s\" is kept in the mode %s, not %s."
                            .formatted(
                                    request.table(), shape.mode().label(), request.mode().label()));
        }
        List<String> known = shape.shape().key();
        if (!Set.copyOf(known).equals(Set.copyOf(request.key()))) {
            throw Failure.of(
                    FailureCode.KEY_CHANGED,
                    "The table \"%s\" has the key (%s), not (%s)."
                            .formatted(
                                    request.table(),
                                    String.join(", ", known),
                                    String.join(", ", request.key())));
        }
        if (!known.isEmpty() && !table.hasUnique(known)) {
            throw Failure.of(
                            FailureCode.KEY_CHANGED,
                            "The table \"%s\" no longer has a unique index on its key (%s)."
                                    .formatted(request.table(), String.join(", ", known)))
                    .next(
                            "Give it back: %s; or rebuild the table with --full-refresh."
                                    .formatted(Adoption.addKey(table, known).sql()));
        }
    }

    private Inspection refreshing(LoadRequest request, StreamRow row, CatalogTable table)
            throws SQLException {
        StreamRow.Build build = row.build();
        if (build == null || !continuable(request, build)) {
            return new Inspection(
                    build == null ? Repair.NOTHING : Repair.FORGET_BUILD,
                    row,
                    table,
                    new StoredTable(Phase.ABSENT, null, List.of(), List.of()));
        }
        return underWay(request, row, table, build);
    }

    private Inspection loading(LoadRequest request, StreamRow row, @Nullable CatalogTable table)
            throws SQLException {
        if (table != null) {
            Inspection others = othersTable(request, table);
            return new Inspection(others.repair(), row, table, others.stored());
        }
        StreamRow.Build build = row.build();
        if (build == null || !continuable(request, build)) {
            return absent(Repair.FORGET, row);
        }
        return underWay(request, row, null, build);
    }

    private Inspection underWay(
            LoadRequest request, StreamRow row, @Nullable CatalogTable table, StreamRow.Build build)
            throws SQLException {
        return new Inspection(
                Repair.NOTHING,
                row,
                table,
                new StoredTable(
                        Phase.LOADING,
                        build.shape().shape(),
                        ledger.states().list(jdbc, request.table(), build.number()),
                        ledger.pieces().list(jdbc, build.number())));
    }

    private boolean continuable(LoadRequest request, StreamRow.Build build) throws SQLException {
        StoredShape shape = build.shape();
        boolean same =
                shape.mode() == request.mode()
                        && Set.copyOf(shape.shape().key()).equals(Set.copyOf(request.key()));
        return same && catalog.find(ledger.loadTable(build.number())).isPresent();
    }
}
