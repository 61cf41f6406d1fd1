package dev.headrace.destination.postgres;

import java.sql.SQLException;

/// The statements of one transaction, without BEGIN and COMMIT. Runs again from the start when the
/// transaction was lost, maybe on another connection: whatever it needs it still holds in memory,
/// and what lives in the session (a temporary table) it makes anew when [StreamConnection#epoch]
/// has changed.
@FunctionalInterface
interface TransactionWork {

    void run(StreamConnection stream) throws SQLException;
}
