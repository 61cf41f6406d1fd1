package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.TunnelRefusal;
import dev.headrace.destination.postgres.PostgresDestination;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.SyncId;
import dev.headrace.setup.SetupDetails;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/// A destination that was reached, and the address that reached it.
record DestinationConnection(
        PostgresDestination destination, DatabaseRoute route, DatabaseAddress address)
        implements AutoCloseable {
    /// A host key, and certificates.
    private static final int APPROVALS_MAX = 2;

    /// Reaches it; where the server wants a password that nobody has named, asks on the terminal.
    ///
    /// @throws Failure where it cannot be reached
    static DestinationConnection open(ChosenDestination to, PostgresOptions options, SyncId run) {
        return withPassword(to, chosen -> reach(chosen, options, run));
    }

    /// Reaches it; approves on the way what the command line names, and where the server wants a
    /// password that nobody has named, asks on the terminal and reaches it again.
    ///
    /// @throws Failure where it cannot be reached
    static <T> T withPassword(ChosenDestination to, Function<ChosenDestination, T> reach) {
        leavePasswordFileToUs();
        DatabaseAddress address = to.connection().address();
        try {
            return trusting(to, reach);
        } catch (Failure failure) {
            if (failure.code() != FailureCode.AUTHENTICATION_FAILED
                    || TunnelRefusal.in(failure)
                    || address.password() != null) {
                throw failure;
            }
            Optional<DatabaseAddress> asked = DestinationAddress.askPassword(address);
            if (asked.isEmpty()) {
                throw failure.next(
                        "Give a password: in PGPASSWORD, in ~/.pgpass, in a profile or in the URL.");
            }
            return trusting(to.with(asked.get()), reach);
        }
    }

    /// Whether what is loaded can be read on the way, without the user having asked for that.
    boolean exposed() {
        return !destination.encrypted()
                && !route.transport().encrypted()
                && !route.transport().loopback()
                && address.tls() != TlsMode.DISABLE;
    }

    private static <T> T trusting(ChosenDestination to, Function<ChosenDestination, T> reach) {
        for (int i = 0; i < APPROVALS_MAX; i++) {
            try {
                return reach.apply(to);
            } catch (Failure failure) {
                Optional<SetupDetails> details = SetupDetails.behind(failure);
                if (details.isEmpty() || !to.trust().approve(details.get(), failure.message())) {
                    throw failure;
                }
            }
        }
        return reach.apply(to);
    }

    /// The driver would look into the password file by itself, whoever else may read it.
    static void leavePasswordFileToUs() {
        System.setProperty("org.postgresql.pgpassfile", "/dev/null");
    }

    private static DestinationConnection reach(
            ChosenDestination to, PostgresOptions options, SyncId run) {
        DatabaseRoute route = DatabaseRoute.of(to.connection(), to.surroundings());
        boolean reached = false;
        try {
            PostgresDestination destination =
                    new PostgresDestination(route, options, run, InstantSource.system());
            reached = true;
            return new DestinationConnection(destination, route, to.connection().address());
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
