package dev.headrace.connectivity;

/// A named way through a cloud's private network to a host that only it reaches. Whoever operates
/// the cloud account makes it; here it is used.
///
/// @param name unique, as people call it
/// @param region the data processing location, such as `AWS_EU_WEST_1`; its prefix is the
///   provider's
/// @param host the private name or address that stands for the database
public record PrivateLink(
        String name, CloudProvider provider, String region, String host, State state) {

    /// How far the cloud is with it.
    public enum State {
        CREATING,
        READY,
        FAILED
    }
}
