package dev.headrace.app;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/// Says whether the process lives, and whether it can work: for whoever restarts it, and whoever
/// sends it requests.
final class Health {
    private final BooleanSupplier databaseAnswers;
    private volatile boolean stopping;

    Health(BooleanSupplier databaseAnswers) {
        this.databaseAnswers = databaseAnswers;
    }

    void install(RoutesConfig routes) {
        routes.get("/health/live", context -> tell(context, true, "The process lives."));
        routes.get("/health/ready", this::ready);
    }

    /// From now on not ready: whoever balances load sends nothing more.
    void stop() {
        stopping = true;
    }

    private void ready(Context context) {
        if (stopping) {
            tell(context, false, "The server is stopping.");
        } else if (!databaseAnswers.getAsBoolean()) {
            tell(context, false, "The metadata database does not answer.");
        } else {
            tell(context, true, "The server takes requests.");
        }
    }

    private static void tell(Context context, boolean well, String message) {
        context.status(well ? 200 : 503);
        context.contentType("application/json");
        context.result(
                "{\"code\":\"%s\",\"message\":\"%s\"}"
                        .formatted(well ? "Success" : "ServiceUnavailable", message));
    }
}
