package dev.headrace.model;

/// What a row does to the row of the same key.
public enum Operation {
    /// The row is this one from now on; it is no longer deleted. Columns put as unmodified keep
    /// their value where the row exists, and are NULL where it does not.
    UPSERT,
    /// Only the given columns change; nothing happens where the key is absent.
    UPDATE,
    /// The row is gone at the source; nothing happens where the key is absent. Only key columns
    /// have values, the others are put as unmodified.
    DELETE
}
