package dev.headrace.model;

/// How a table keeps what its source changes and deletes.
public enum SyncMode {
    /// One row per key; a deleted one stays, marked `_fivetran_deleted`.
    SOFT_DELETE("soft-delete"),
    /// Exactly the source's current rows.
    LIVE("live"),
    /// Rows are only ever added.
    APPEND("append");

    private final String label;

    SyncMode(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
