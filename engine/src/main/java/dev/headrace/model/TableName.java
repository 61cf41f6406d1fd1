package dev.headrace.model;

/// A destination table. Both parts are names as the server stores them, unquoted.
public record TableName(String schema, String table) {

    /// For people: unquoted, dotted.
    @Override
    public String toString() {
        return schema + "." + table;
    }
}
