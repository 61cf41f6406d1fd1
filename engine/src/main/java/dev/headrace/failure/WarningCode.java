package dev.headrace.failure;

/// The stable names of what a user should know although the load went on.
public enum WarningCode {
    VALUE_REPAIRED,
    DUPLICATE_KEY,
    COLUMN_RENAMED,
    COLUMN_WIDENED,
    NULL_MARKER_SUSPECTED,
    FILE_EMPTY,
    FILES_SKIPPED,
    SERVER_UNPROVEN,
    VANISHED_UNKNOWN,
    /// What is sent can be read on its way.
    NOT_ENCRYPTED,
    CERTIFICATE_EXPIRING,
    CONNECTIONS_SCARCE,
    /// A setting of the server, the database or the role may stop a load.
    SETTING_RISKY,
    /// Columns of XML become text.
    XML_UNSUPPORTED,
    /// Something that a load would alter belongs to another role.
    NOT_OWNER
}
