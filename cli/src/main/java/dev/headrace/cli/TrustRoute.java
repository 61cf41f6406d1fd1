package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;
import java.time.InstantSource;

/// The way to the server whose certificates are asked for.
final class TrustRoute {
    private TrustRoute() {}

    static DatabaseAddress address(Invocation call) {
        String to =
                call.arguments()
                        .value("--to")
                        .filter(text -> !text.isBlank())
                        .orElseThrow(() ->
                                Usage.failure(
                                        "headrace trust needs --to: which database.",
                                        "Add --to postgresql://user@host/database, or --to and a"
                                                + " profile's name."));
        return new DestinationAddress(call.environment(), call.output()::warn).resolve(to);
    }

    static DatabaseRoute open(Invocation call) {
        return DatabaseRoute.direct(address(call), InstantSource.system());
    }
}
