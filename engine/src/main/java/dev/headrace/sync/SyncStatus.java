package dev.headrace.sync;

/// How a sync ended.
public enum SyncStatus {
    SUCCEEDED("succeeded"),
    /// Some tables failed and others did not, or rows were put aside.
    PARTIAL("partial"),
    FAILED("failed"),
    /// Told to stop; what is committed is complete.
    INTERRUPTED("interrupted"),
    /// Nothing was to be done but to say what would be.
    PLANNED("planned");

    private final String label;

    SyncStatus(String label) {
        this.label = label;
    }

    /// The word used in JSON.
    public String label() {
        return label;
    }
}
