package dev.headrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailureKind;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps a server from starting is said in a sentence, and nothing is left running.
class StartIT {
    @TempDir private Path home;

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (TestDatabase database = TestPostgres.database();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Failure failure =
                    refused(
                            Map.of(
                                    "database-url",
                                    database.loaderUri(),
                                    "listen",
                                    "127.0.0.1:" + taken.getLocalPort()));
            assertThat(failure.code()).isEqualTo(FailureCode.PORT_TAKEN);
            assertThat(failure.message()).contains("127.0.0.1:" + taken.getLocalPort());
            assertThat(failure.nextStep()).contains("--listen");
            Await.until("no session is left", () -> database.loaderSessions() == 0);
        }
    }

    @Test
    void waitsAMomentForADatabaseThatIsNotThereThenSaysSo() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        long begin = System.nanoTime();
        Failure failure =
                refused(
                        Map.of(
                                "database-url",
                                "postgresql://me:hr-s3cr3t@127.0.0.1:%d/meta".formatted(port),
                                "database-wait",
                                "2s"));
        assertThat(System.nanoTime() - begin).isGreaterThan(2_000_000_000L);
        assertThat(failure.code()).isEqualTo(FailureCode.METADATA_UNREACHABLE);
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.message()).contains("127.0.0.1:" + port).doesNotContain("s3cr3t");
    }

    @Test
    void doesNotWaitForADatabaseThatRefuses() {
        try (TestDatabase database = TestPostgres.database()) {
            Failure failure =
                    refused(
                            Map.of(
                                    "database-url",
                                    "postgresql://%s:hr-s3cr3t-wrong@%s:%d/%s"
                                            .formatted(
                                                    database.loader(),
                                                    database.host(),
                                                    database.port(),
                                                    database.name())));
            assertThat(failure.code()).isEqualTo(FailureCode.METADATA_REFUSED);
            assertThat(failure.kind()).isEqualTo(FailureKind.USER);
            assertThat(failure.toString()).doesNotContain("s3cr3t");
        }
    }

    @Test
    void refusesTablesOfAnotherVersion() {
        try (TestDatabase database = TestPostgres.database()) {
            LiveServer.start(database, home, Map.of()).close();
            database.execute("UPDATE headrace.schema_history SET checksum = 1 WHERE version = '1'");
            Failure failure = refused(Map.of("database-url", database.loaderUri()));
            assertThat(failure.code()).isEqualTo(FailureCode.METADATA_INCOMPATIBLE);
            assertThat(failure.kind()).isEqualTo(FailureKind.USER);
        }
    }

    @Test
    void refusesTheMasterKeyOfAnotherDatabaseAndOneThatIsGone() throws IOException {
        try (TestDatabase database = TestPostgres.database();
                TestDatabase other = TestPostgres.database()) {
            Path own = home.resolve("own.key");
            Path foreign = home.resolve("foreign.key");
            Map<String, String> settings =
                    Map.of(
                            "database-url", database.loaderUri(),
                            "master-key-file", own.toString());
            LiveServer.start(Server.Role.SERVER, home, settings).close();
            LiveServer.start(other, home, Map.of("master-key-file", foreign.toString())).close();
            byte[] key = Files.readAllBytes(own);

            Files.copy(foreign, own, StandardCopyOption.REPLACE_EXISTING);
            Failure wrong = refused(settings);
            assertThat(wrong.code()).isEqualTo(FailureCode.MASTER_KEY_WRONG);
            assertThat(wrong.kind()).isEqualTo(FailureKind.USER);
            assertThat(wrong.message()).contains(own.toString());

            Files.delete(own);
            assertThat(refused(settings).code()).isEqualTo(FailureCode.MASTER_KEY_MISSING);
            assertThat(own).doesNotExist();

            Files.write(own, key);
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rw-------"));
            LiveServer.start(Server.Role.SERVER, home, settings).close();
            Await.until("no session is left", () -> database.loaderSessions() == 0);
        }
    }

    private Failure refused(Map<String, String> settings) {
        return catchThrowableOfType(
                Failure.class, () -> LiveServer.start(Server.Role.SERVER, home, settings).close());
    }
}
