package dev.headrace.model;

/// A stretch of one input whose rows are in one batch.
///
/// @param key the input, as the source names it in its state
/// @param from where it begins
/// @param to where it ends; `from` of the next range of this input
/// @param rows good rows in it
/// @param hash of the bytes between `from` and `to`, so that a resumed read can tell whether the
///   input is still the same; 0 where the source can tell otherwise
public record InputRange(String key, InputPosition from, InputPosition to, long rows, long hash) {}
