package dev.headrace.destination.postgres;

import static dev.headrace.destination.postgres.SetupRecorder.result;
import static dev.headrace.destination.postgres.SetupRecorder.statuses;
import static dev.headrace.setup.SetupStatus.FAILED;
import static dev.headrace.setup.SetupStatus.PASSED;
import static dev.headrace.setup.SetupStatus.SKIPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.AuthenticationMethod;
import dev.headrace.connectivity.CloudProvider;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.Deployment;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.PrivateLink;
import dev.headrace.connectivity.PrivateLink.State;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests go the way that the user chose, in either deployment, and a way that is not there yet is
/// said to be so before anything is sent.
class SetupWaysIT {
    private static final String REGION = "AWS_EU_WEST_1";

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private DatabaseConnection by(Networking networking, AuthenticationMethod method) {
        DatabaseConnection direct = SetupRecorder.connection(database.loaderUri());
        return new DatabaseConnection(
                direct.address(), networking, Deployment.SAAS, method, false, null, REGION);
    }

    private static SetupReport run(DatabaseConnection connection) {
        return SetupRecorder.setup(connection, SetupOptions.standard(), new SetupRecorder()).run();
    }

    private static Networking link(String region, State state) {
        return new Networking.ThroughPrivateLink(
                new PrivateLink("vpce_shop", CloudProvider.AWS, region, "127.0.0.1", state));
    }

    @Test
    void aPrivateLinkLeadsToItsHostWhateverItsAddress() {
        SetupReport report = run(by(link(REGION, State.READY), AuthenticationMethod.PASSWORD));

        assertThat(statuses(report)).containsExactly(SKIPPED, PASSED, SKIPPED, PASSED, PASSED);
    }

    @ParameterizedTest
    @CsvSource({
        "AWS_EU_WEST_2, READY, REGION_MISMATCH",
        "AWS_EU_WEST_1, CREATING, PRIVATE_LINK_NOT_READY",
        "AWS_EU_WEST_1, FAILED, PRIVATE_LINK_NOT_READY",
    })
    void aPrivateLinkThatDoesNotFitIsNotUsed(String region, State state, String code) {
        SetupReport report = run(by(link(region, state), AuthenticationMethod.PASSWORD));

        SetupTestResult refused = result(report, SetupTest.HOST);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.message()).contains("\"vpce_shop\"");
        assertThat(statuses(report)).containsExactly(SKIPPED, FAILED, SKIPPED, SKIPPED, SKIPPED);
    }

    @Test
    void theDatabasesOwnAddressIsRefusedInSaas() {
        SetupReport report = run(by(new Networking.Direct(), AuthenticationMethod.PASSWORD));

        SetupTestResult refused = result(report, SetupTest.HOST);
        assertThat(refused.code()).isEqualTo("HOST_PRIVATE");
        assertThat(refused.message())
                .isEqualTo("\"127.0.0.1\" is a loopback address and cannot be reached directly.");
        assertThat(refused.nextStep()).contains("SSH tunnel").contains("hybrid deployment");
    }

    @Test
    void aProxyAgentIsNotThereYet() {
        SetupReport report =
                run(by(new Networking.ThroughProxyAgent("a"), AuthenticationMethod.PASSWORD));

        assertThat(report.results().stream().map(SetupTestResult::code).toList())
                .contains("NETWORKING_UNSUPPORTED");
        assertThat(report.passed()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"AWS_IAM", "ENTRA_ID"})
    void aWayToSignInThatIsNotThereYetIsSaidSo(AuthenticationMethod method) {
        SetupReport report = run(by(link(REGION, State.READY), method));

        List<SetupTestResult> failed =
                report.results().stream().filter(each -> each.status() == FAILED).toList();
        assertThat(failed).hasSize(1);
        assertThat(failed.getFirst().code()).isEqualTo("AUTHENTICATION_UNSUPPORTED");
        assertThat(failed.getFirst().message()).contains("yet");
        assertThat(database.loaderSessions()).isZero();
    }

    @Test
    void aRoleThatMayNotSignInIsNamed() {
        database.execute("ALTER ROLE %s NOLOGIN".formatted(database.loader()));

        SetupTestResult refused =
                result(SetupRecorder.test(database.loaderUri()), SetupTest.DATABASE);

        assertThat(refused.status()).isEqualTo(FAILED);
        assertThat(refused.code()).isEqualTo("AUTHENTICATION_FAILED");
        assertThat(refused.message()).contains(database.loader());
    }
}
