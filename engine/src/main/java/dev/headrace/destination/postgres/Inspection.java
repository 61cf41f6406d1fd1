package dev.headrace.destination.postgres;

import dev.headrace.destination.StoredTable;
import org.jspecify.annotations.Nullable;

/// What was found of a table, and what has to be put right before it is loaded.
///
/// @param repair what the ledger must be told first
/// @param row what the ledger knows, null for nothing
/// @param table what the catalog knows, null for nothing
/// @param stored where the destination stands once the repair is done
record Inspection(
        Repair repair, @Nullable StreamRow row, @Nullable CatalogTable table, StoredTable stored) {

    /// What the ledger must be told.
    enum Repair {
        NOTHING,
        /// The table is gone: forget all about it.
        FORGET,
        /// Columns are gone: forget them, and the source's states, so that all of it is read again
        /// and brings back what it still has. Our own columns are made again.
        FORGET_STATES,
        /// The whole database was restored: note the table's oid of now.
        NOTE_OID,
        /// A refresh was given up: forget its build.
        FORGET_BUILD,
        /// The table was made by others, and the user hands it over.
        ADOPT,
        /// The table is another connection's, and the user hands it over.
        HAND_OVER
    }
}
