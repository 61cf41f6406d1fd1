package dev.headrace.destination.postgres;

import dev.headrace.model.LogicalType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A column as the catalog has it.
///
/// @param type as a column definition has it, with length or precision
/// @param bareType without them, for casts: a cast to `varchar(3)` cuts in silence
/// @param typeName the name in `pg_catalog`; of another schema's type its kind (`enum`), or `other`
/// @param collation where it is another one than the type's own
record TargetColumn(
        Identifier name,
        Sql type,
        Sql bareType,
        String typeName,
        Optional<QualifiedName> collation) {

    /// Null where values get in only as text.
    @Nullable WireType wire() {
        return switch (typeName) {
            case "enum", "bpchar" -> WireType.TEXT;
            case "jsonb" -> WireType.JSONB;
            default -> PostgresTypes.logical(typeName).map(WireType::of).orElse(null);
        };
    }

    /// What the type holds; null for one that this product does not know.
    @Nullable LogicalType logical() {
        return PostgresTypes.logical(typeName).orElse(null);
    }

    /// Whether the type has an equality that a comparison of whole rows can use. `json` and `xml`
    /// have none, geometric types compare their areas.
    boolean comparable() {
        return switch (typeName) {
            case "json", "xml", "other" -> false;
            case "uuid", "inet", "cidr", "macaddr", "interval", "timetz", "enum" -> true;
            default -> wire() != null;
        };
    }
}
