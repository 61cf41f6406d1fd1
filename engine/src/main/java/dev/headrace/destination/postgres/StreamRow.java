package dev.headrace.destination.postgres;

import dev.headrace.model.ConnectionName;
import dev.headrace.model.TableName;
import org.jspecify.annotations.Nullable;

/// What the ledger knows of a table: its row of `stream`.
///
/// @param live whether people read the table; false while its first load is under way
/// @param shape of the live table, null before there is one
/// @param shapeNumber grows with every change of `shape`
/// @param tableOid of the live table, 0 before there is one
/// @param restored whether the ledger itself is not the one that noted `tableOid`: a restored
///   database has the same tables under other oids
/// @param batch number of the last batch that is in the live table
/// @param build the table being built, null when there is none
/// @param pass the snapshot pass under way, null when there is none
record StreamRow(
        ConnectionName connection,
        TableName table,
        boolean live,
        @Nullable StoredShape shape,
        int shapeNumber,
        long tableOid,
        boolean restored,
        long batch,
        @Nullable Build build,
        @Nullable Pass pass) {

    /// A table being built: by a first load, or by a refresh beside the live one.
    ///
    /// @param number of the table `load_<number>`
    /// @param ordered whether the rows carry their place in the source, to resolve duplicates
    record Build(long number, Stage stage, boolean ordered, StoredShape shape, int shapeNumber) {

        /// The same with all rows in and a key.
        Build built() {
            return new Build(number, Stage.BUILT, ordered, shape, shapeNumber);
        }
    }

    /// How far a build is.
    enum Stage {
        /// Rows come in.
        LOADING("loading"),
        /// All rows are in and have a key; the table waits to be published.
        BUILT("built");

        private final String label;

        Stage(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        static Stage of(String label) {
            return label.equals(BUILT.label) ? BUILT : LOADING;
        }
    }

    /// A snapshot pass.
    ///
    /// @param number of the table `seen_<number>`
    /// @param input fingerprint of what the pass reads
    /// @param blind whether a row came whose key could not be read, so that nothing may be removed
    record Pass(long number, String input, boolean blind) {}
}
