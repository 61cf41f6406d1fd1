package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.destination.postgres.PostgresDestination;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.SyncId;
import java.time.InstantSource;
import java.util.Optional;

/// A destination that was reached, and the address that reached it.
record DestinationConnection(
        PostgresDestination destination, DatabaseRoute route, DatabaseAddress address)
        implements AutoCloseable {

    /// Reaches it; where the server wants a password that nobody has named, asks on the terminal.
    ///
    /// @throws Failure where it cannot be reached
    static DestinationConnection open(
            DatabaseAddress address, PostgresOptions options, SyncId run) {
        // The driver would look into the password file by itself, whoever else may read it.
        System.setProperty("org.postgresql.pgpassfile", "/dev/null");
        try {
            return reach(address, options, run);
        } catch (Failure failure) {
            if (failure.code() != FailureCode.AUTHENTICATION_FAILED || address.password() != null) {
                throw failure;
            }
            Optional<DatabaseAddress> asked = DestinationAddress.askPassword(address);
            if (asked.isEmpty()) {
                throw failure.next(
                        "Give a password: in PGPASSWORD, in ~/.pgpass, in a profile or in the URL.");
            }
            return reach(asked.get(), options, run);
        }
    }

    private static DestinationConnection reach(
            DatabaseAddress address, PostgresOptions options, SyncId run) {
        DatabaseRoute route = DatabaseRoute.direct(address, InstantSource.system());
        boolean reached = false;
        try {
            PostgresDestination destination =
                    new PostgresDestination(route, options, run, InstantSource.system());
            reached = true;
            return new DestinationConnection(destination, route, address);
        } finally {
            if (!reached) {
                route.close();
            }
        }
    }

    @Override
    public void close() {
        destination.close();
        route.close();
    }
}
