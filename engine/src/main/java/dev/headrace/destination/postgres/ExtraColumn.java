package dev.headrace.destination.postgres;

/// Columns that the encoder adds at the end of a row by itself, in the order declared here.
enum ExtraColumn {
    /// The row's running number: what was put later wins.
    ORDER("_headrace_order", "bigint"),
    /// The operation, see [CopyEncoder#code].
    OPERATION("_headrace_op", "smallint"),
    /// A bit per column of the shape, least significant bit of the first byte first, as `get_bit`
    /// counts; NULL where the row has all its values.
    UNMODIFIED("_headrace_unmodified", "bytea"),
    /// `_fivetran_synced`: the sync's instant.
    SYNCED("_fivetran_synced", "timestamp with time zone"),
    /// `_fivetran_deleted`: false.
    DELETED("_fivetran_deleted", "boolean");

    private final String columnName;
    private final String type;

    ExtraColumn(String columnName, String type) {
        this.columnName = columnName;
        this.type = type;
    }

    String columnName() {
        return columnName;
    }

    /// SQL, as it stands in a column's definition.
    String type() {
        return type;
    }
}
