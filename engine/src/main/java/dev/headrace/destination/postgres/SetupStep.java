package dev.headrace.destination.postgres;

/// Hears what a setup test tries just now.
interface SetupStep {
    /// Something is tried just now.
    ///
    /// @param phrase such as `creating a schema`
    void trying(String phrase);
}
