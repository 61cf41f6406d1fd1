package dev.headrace.model;

/// The name that state and fence belong to; unique in a destination's ledger.
public record ConnectionName(String value) {

    /// A file table's connection, when none is named: one for each table.
    public static ConnectionName of(TableName table) {
        return new ConnectionName(table.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
