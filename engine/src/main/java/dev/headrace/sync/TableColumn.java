package dev.headrace.sync;

/// A column as a result tells it.
///
/// @param type the destination's word
public record TableColumn(String name, String sourceName, String type) {}
