package dev.headrace.destination.postgres;

import dev.headrace.model.LogicalType;
import org.jspecify.annotations.Nullable;

/// A column as the server has it.
///
/// @param type as it stands in a definition, such as `numeric(10,2)`; schema-qualified where it is
///   no built-in type
/// @param catalogName the type's bare name, such as `int8`; empty for a type outside `pg_catalog`
/// @param logical what it holds; null for a type that this product does not know
/// @param writable false for generated columns
record CatalogColumn(
        String name,
        String type,
        String catalogName,
        @Nullable LogicalType logical,
        boolean notNull,
        boolean hasDefault,
        boolean writable) {}
