package dev.headrace.source;

/// Why a reader stopped filling a batch.
public enum ReadOutcome {
    /// The sink is full; call again with the next batch.
    FULL,
    /// The next row does not fit the shape. [TableReader#shape] already answers with the new one;
    /// rows put before keep the old one.
    RESHAPED,
    /// The shape changed so that what was read before must be read again: [TableReader#shape]
    /// answers with the new shape and the reader stands at the input's begin. In a first load the
    /// table is begun anew, [ReadRequest#committed] counts no longer; in a later load the reader
    /// has gone back to the begin of the current input, and merging its rows again does no harm.
    RESTARTED,
    /// There is no more.
    ENDED
}
