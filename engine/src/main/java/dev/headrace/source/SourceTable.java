package dev.headrace.source;

/// A table as a source offers it.
///
/// @param name the source's own name
/// @param destinationName the name that it gets in the destination unless the user says otherwise
public record SourceTable(String name, String destinationName) {}
