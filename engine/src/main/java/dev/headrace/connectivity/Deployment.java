package dev.headrace.connectivity;

/// Where a destination's data is processed.
public enum Deployment {
    /// By us, from the public internet: a database with a private address cannot be reached
    /// directly, and an attempt to is an attempt to reach our own network.
    SAAS,

    /// In the user's own network, whose addresses are the user's to reach.
    HYBRID
}
