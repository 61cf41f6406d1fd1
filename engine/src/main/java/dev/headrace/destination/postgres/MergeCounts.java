package dev.headrace.destination.postgres;

/// What a batch did to its target, in rows.
record MergeCounts(long inserted, long updated, long deleted, long unchanged, long duplicate) {
    static final MergeCounts NONE = new MergeCounts(0, 0, 0, 0, 0);

    MergeCounts plus(MergeCounts other) {
        return new MergeCounts(
                inserted + other.inserted,
                updated + other.updated,
                deleted + other.deleted,
                unchanged + other.unchanged,
                duplicate + other.duplicate);
    }

    static MergeCounts ofDeleted(long rows) {
        return new MergeCounts(0, 0, rows, 0, 0);
    }
}
