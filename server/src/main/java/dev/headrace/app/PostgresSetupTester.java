package dev.headrace.app;

import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.control.SetupTester;
import dev.headrace.destination.postgres.PostgresSetup;
import dev.headrace.destination.postgres.SetupOptions;
import dev.headrace.setup.SetupListener;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.TrustChoice;

/// The tests of PostgreSQL, for whoever may not name it.
public final class PostgresSetupTester implements SetupTester {
    @Override
    public Run prepare(
            DatabaseConnection connection,
            Surroundings surroundings,
            SetupListener listener,
            TrustChoice choice) {
        PostgresSetup setup =
                new PostgresSetup(
                        connection, surroundings, listener, choice, SetupOptions.standard());
        return new Run() {
            @Override
            public SetupReport run() {
                return setup.run();
            }

            @Override
            public void cancel() {
                setup.cancel();
            }
        };
    }
}
