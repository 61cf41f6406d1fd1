package dev.headrace.destination;

/// How a load ended.
public enum FinishOutcome {
    /// The table is visible and the states are in.
    DONE,
    /// Keys came twice and the rows did not carry their order: the load has begun anew, empty, with
    /// the shape of now. Everything is to be read once more, then [TableLoad#finish] again.
    READ_AGAIN
}
