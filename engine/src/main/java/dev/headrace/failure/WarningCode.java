package dev.headrace.failure;

/// The stable names of what a user should know although the load went on.
public enum WarningCode {
    VALUE_REPAIRED,
    DUPLICATE_KEY,
    COLUMN_RENAMED,
    COLUMN_WIDENED,
    NULL_MARKER_SUSPECTED,
    FILE_EMPTY,
    SERVER_UNPROVEN,
    VANISHED_UNKNOWN
}
