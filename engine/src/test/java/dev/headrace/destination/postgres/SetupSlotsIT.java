package dev.headrace.destination.postgres;

import static dev.headrace.destination.postgres.SetupRecorder.result;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server with few connections is warned of when sessions take them, not because of the processes
/// that every server runs for itself.
class SetupSlotsIT {
    /// Of which ordinary users have 9; a load takes 5.
    private static final Map<String, String> FEW =
            Map.of("max_connections", "12", "superuser_reserved_connections", "3");

    @Test
    void countsSessionsAndNotTheServersOwnProcesses() throws SQLException {
        try (TestPostgres server = TestPostgres.alone(FEW);
                TestDatabase database = server.newDatabase()) {
            assertThat(signingIn(database).status())
                    .as(signingIn(database).message())
                    .isEqualTo(SetupStatus.PASSED);

            List<Connection> others = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                others.add(database.openLoader());
            }
            SetupTestResult warned = signingIn(database);
            for (Connection each : others) {
                each.close();
            }

            assertThat(warned.code()).isEqualTo("CONNECTIONS_SCARCE");
            // Four are the others', one is that of the test itself, which counts as free.
            assertThat(warned.message()).contains("takes 9 connections", "of which 4 are free");
            assertThat(warned.nextStep()).contains("max_connections");
        }
    }

    private static SetupTestResult signingIn(TestDatabase database) {
        return result(SetupRecorder.test(database.loaderUri()), SetupTest.DATABASE);
    }
}
