package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPgBouncer;
import dev.headrace.testkit.TestPgBouncer.Mode;
import dev.headrace.testkit.TestPostgres;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A pooler is fine as long as a session stays with its server process; otherwise it is told what
/// to change.
class PoolerIT {
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        Await.until("no session is left", () -> database.loaderSessions() == 0);
        database.close();
    }

    @Test
    void passesInSessionModeAndIsNamed() {
        try (TestPgBouncer pooler = TestPgBouncer.start(database, Mode.SESSION)) {
            SetupReport report = SetupRecorder.test(pooler.loaderUri());

            assertThat(report.passed()).as(report.toString()).isTrue();
            assertThat(Objects.requireNonNull(report.server()).pooler()).isEqualTo("pgbouncer");
            assertThat(SetupRecorder.result(report, SetupTest.DATABASE).message())
                    .contains("pooler in session mode");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TRANSACTION", "STATEMENT"})
    void tellsAnotherMode(Mode mode) {
        try (TestPgBouncer pooler = TestPgBouncer.start(database, mode)) {
            SetupReport report = SetupRecorder.test(pooler.loaderUri());

            SetupTestResult refused = SetupRecorder.result(report, SetupTest.DATABASE);
            assertThat(refused.status()).isEqualTo(SetupStatus.FAILED);
            assertThat(refused.code()).isEqualTo("POOLER_MODE");
            assertThat(refused.nextStep())
                    .contains("pool_mode = session")
                    .contains(database.name());
            assertThat(Objects.requireNonNull(report.server()).pooler()).isEqualTo("pgbouncer");
        }
    }
}
