package dev.headrace.destination.postgres;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A table as the server has it.
///
/// @param ordinary a plain or partitioned table; false for views, foreign tables and the rest
/// @param owned whether this role may alter it
/// @param columns in their order, without dropped ones
/// @param primaryKey its columns in key order, empty where there is none
/// @param uniqueKeys column lists of valid, complete, non-partial unique indexes, the primary key's
///   among them
/// @param rowSecurity whether policies apply to this role
/// @param triggers names of the users' triggers that are not off
record CatalogTable(
        QualifiedName name,
        long oid,
        String owner,
        boolean ordinary,
        boolean owned,
        List<CatalogColumn> columns,
        List<String> primaryKey,
        List<List<String>> uniqueKeys,
        boolean rowSecurity,
        List<String> triggers) {

    Optional<CatalogColumn> column(String wanted) {
        return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
    }

    /// Whether some unique index has exactly these columns, in any order.
    boolean hasUnique(List<String> key) {
        Set<String> wanted = Set.copyOf(key);
        return uniqueKeys.stream()
                .anyMatch(found -> found.size() == key.size() && wanted.containsAll(found));
    }
}
