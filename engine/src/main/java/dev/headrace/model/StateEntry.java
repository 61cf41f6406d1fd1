package dev.headrace.model;

/// A part of a source's state: what it needs to go on. The JSON is the source's own business.
///
/// @param key a file, a shard, a table: what moves on its own
public record StateEntry(String key, String json) {}
