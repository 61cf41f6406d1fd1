package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;

/// The way to the server whose certificates are asked for.
final class TrustRoute {
    private TrustRoute() {}

    static DatabaseAddress address(Invocation call) {
        return ConnectionOptions.of(call).choose("headrace trust").connection().address();
    }

    static DatabaseRoute open(Invocation call) {
        ChosenDestination to = ConnectionOptions.of(call).choose("headrace trust");
        return DatabaseRoute.of(to.connection(), to.surroundings());
    }
}
