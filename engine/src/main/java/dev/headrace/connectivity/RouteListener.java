package dev.headrace.connectivity;

/// Hears what is tried on the way to a database, for those who wait.
public interface RouteListener {

    /// Something is tried just now.
    ///
    /// @param step a phrase: `resolving db.example.org`
    void trying(String step);

    static RouteListener silent() {
        return step -> {};
    }
}
