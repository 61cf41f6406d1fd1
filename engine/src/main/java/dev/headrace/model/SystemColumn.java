package dev.headrace.model;

/// The columns that stand beside the user's own. Their names are part of the contract that
/// downstream models read.
public enum SystemColumn {
    /// When the row was last written, the destination's clock; one instant per sync.
    SYNCED("_fivetran_synced", LogicalType.INSTANT),
    /// Whether the source has deleted the row; soft-delete tables only.
    DELETED("_fivetran_deleted", LogicalType.BOOLEAN),
    /// The file that a row came from.
    FILE("_file", LogicalType.STRING),
    /// The data record's number in its file, from 1.
    LINE("_line", LogicalType.LONG),
    /// When the row's file was last modified.
    MODIFIED("_modified", LogicalType.INSTANT);

    private final String columnName;
    private final LogicalType type;

    SystemColumn(String columnName, LogicalType type) {
        this.columnName = columnName;
        this.type = type;
    }

    public String columnName() {
        return columnName;
    }

    public LogicalType type() {
        return type;
    }

    /// The column as part of a shape, for those that a source fills.
    public Column column() {
        return new Column(columnName, columnName, type, false);
    }
}
