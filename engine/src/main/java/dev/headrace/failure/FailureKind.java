package dev.headrace.failure;

/// Who has to act, and so what happens next.
public enum FailureKind {
    /// The user must change something first; retrying cannot help.
    USER("user"),
    /// May vanish by itself; retried with back-off until a deadline.
    TRANSIENT("transient"),
    /// A quota or a limit of the other side is reached; later it may be free again.
    LIMIT("limit"),
    /// A defect of ours.
    INTERNAL("internal");

    private final String label;

    FailureKind(String label) {
        this.label = label;
    }

    /// The word used in JSON.
    public String label() {
        return label;
    }
}
