package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.Surroundings;

/// A destination as the user chose it: where it is, the way there, and what is trusted on it.
///
/// @param trust what the command line approves
record ChosenDestination(
        DatabaseConnection connection, Surroundings surroundings, TrustFlags trust) {

    ChosenDestination with(DatabaseAddress address) {
        return new ChosenDestination(connection.withAddress(address), surroundings, trust);
    }
}
