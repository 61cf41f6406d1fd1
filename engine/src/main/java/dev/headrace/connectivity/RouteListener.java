package dev.headrace.connectivity;

/// Hears what is tried on the way to a database, for those who wait.
public interface RouteListener {

    /// Something is tried just now.
    ///
    /// @param step a phrase: `resolving db.example.org`
    void trying(String step);

    /// An SSH server showed its key.
    ///
    /// @param trusted whether it is an approved one
    default void presented(HostKey key, boolean trusted) {}

    static RouteListener silent() {
        return step -> {};
    }
}
