package dev.headrace.setup;

/// What came out of one test, by the API's names.
public enum SetupStatus {
    PASSED,
    SKIPPED,
    WARNING,
    FAILED,

    /// The test itself could not be run to its end: it was cancelled, or we have a defect.
    JOB_FAILED
}
