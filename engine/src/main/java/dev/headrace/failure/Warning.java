package dev.headrace.failure;

/// Something the user should know; the load goes on.
///
/// @param message a sentence
/// @param count how many values, rows or columns it speaks of, at least 1
public record Warning(WarningCode code, String message, long count) {}
