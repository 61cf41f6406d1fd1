package dev.headrace.control;

import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.setup.SetupListener;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.TrustChoice;

/// The connector's tests, whichever connector it is.
@FunctionalInterface
public interface SetupTester {

    /// Gets tests ready; nothing is reached yet.
    Run prepare(
            DatabaseConnection connection,
            Surroundings surroundings,
            SetupListener listener,
            TrustChoice choice);

    /// One run of all tests.
    interface Run {

        /// Runs them, in bounded time. Once.
        SetupReport run();

        /// Ends them early. From any thread.
        void cancel();
    }
}
