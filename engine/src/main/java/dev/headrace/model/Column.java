package dev.headrace.model;

/// A column as source and destination agree on it.
///
/// @param sourceName the source's own name
/// @param name the destination's name for it, unique in the table
/// @param nullOnly whether every value so far was NULL, so that the column may still take any type
///   (`type` is then [LogicalType#STRING])
public record Column(String sourceName, String name, LogicalType type, boolean nullOnly) {

    public static Column of(String name, LogicalType type) {
        return new Column(name, name, type, false);
    }

    public Column withType(LogicalType wider) {
        return new Column(sourceName, name, wider, false);
    }

    /// The column that holds the values of both: the type is their join, and a column that has only
    /// held NULL takes the other's type.
    public Column join(Column other) {
        if (nullOnly) {
            return new Column(sourceName, name, other.type, other.nullOnly);
        }
        return other.nullOnly ? this : withType(type.join(other.type));
    }
}
