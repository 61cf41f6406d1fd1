package dev.headrace.control;

import java.util.Map;
import java.util.Optional;

/// What a client wants of a destination; what is empty stays as it is.
///
/// @param region never of no characters
/// @param config strings and flags by key; an empty value clears the key
public record DestinationChange(
        Optional<String> region,
        Zone zone,
        Way way,
        Keeper keeper,
        Map<String, Optional<Object>> config) {

    /// When its days begin.
    public record Zone(Optional<String> offset, Optional<Boolean> daylightSaving) {}

    /// How it is reached. An id of no characters clears it; so does a method, which then follows
    /// from the rest.
    public record Way(
            Optional<String> method,
            Optional<String> privateLinkId,
            Optional<String> proxyAgentId,
            Optional<String> hybridAgentId) {}

    /// Who else keeps its secrets.
    ///
    /// @param id of no characters clears both
    /// @param keys a JSON object
    public record Keeper(Optional<String> id, Optional<String> keys) {}

    @Override
    public String toString() {
        return "DestinationChange[config=%s]".formatted(config.keySet());
    }
}
