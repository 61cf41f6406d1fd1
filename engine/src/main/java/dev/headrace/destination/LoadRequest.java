package dev.headrace.destination;

import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import java.util.List;

/// What the user wants of a table.
///
/// @param key destination names of the key columns, empty in append mode
/// @param snapshot the input is the whole table: keys not seen are marked deleted (live: removed)
/// @param allowMassDelete snapshot may remove more than half of the live rows
/// @param fullRefresh read everything and rebuild beside
/// @param adopt take over a table that we did not make, or another connection's
/// @param grantTo roles that may SELECT, now and on what will be
/// @param limited only a part of each input is read, so that no state may be kept for it
/// @param readOnce the source cannot be read a second time
public record LoadRequest(
        TableName table,
        SyncMode mode,
        List<String> key,
        boolean snapshot,
        boolean allowMassDelete,
        boolean fullRefresh,
        boolean adopt,
        List<String> grantTo,
        boolean limited,
        boolean readOnce) {

    public LoadRequest {
        key = List.copyOf(key);
        grantTo = List.copyOf(grantTo);
    }

    /// The same for a source that can, or cannot, be read a second time.
    public LoadRequest withReadOnce(boolean once) {
        return new LoadRequest(
                table,
                mode,
                key,
                snapshot,
                allowMassDelete,
                fullRefresh,
                adopt,
                grantTo,
                limited,
                once);
    }

    public static LoadRequest of(TableName table, SyncMode mode, List<String> key) {
        return new LoadRequest(
                table, mode, key, false, false, false, false, List.of(), false, false);
    }
}
