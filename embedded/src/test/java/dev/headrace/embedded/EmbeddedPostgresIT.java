package dev.headrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A PostgreSQL of our own keeps what it was given, asks everybody for a password, and leaves no
/// process behind, whatever happens to whoever started it.
class EmbeddedPostgresIT {
    @TempDir Path home;

    private EmbeddedPostgresOptions options() {
        return EmbeddedPostgresOptions.in(home)
                .withBinariesDirectory(binaries())
                .withSetting("fsync", "off");
    }

    private static Path binaries() {
        return SharedBinaries.directory();
    }

    private List<Long> processes() {
        return new ServerProcesses(Cluster.of(home, "18")).find();
    }

    @Test
    void keepsItsDataAndPasswordBetweenStarts() throws SQLException {
        Password password;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 42 AS a");
            password = postgres.password();
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            assertThat(Sql.value(postgres, "SELECT a FROM t")).isEqualTo("42");
            assertThat(postgres.password()).isEqualTo(password);
        }
    }

    @Test
    void livesInAHomeOfAnyName() throws SQLException, IOException {
        Path odd = home.resolve("it's a \"home\" $HOME; \u00fc");
        Path link = home.resolve("link");
        EmbeddedPostgresOptions there =
                EmbeddedPostgresOptions.in(odd).withBinariesDirectory(binaries());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(there)) {
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 42 AS a");
        }
        Files.createSymbolicLink(link, odd);
        EmbeddedPostgresOptions linked =
                EmbeddedPostgresOptions.in(link).withBinariesDirectory(binaries());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(linked)) {
            assertThat(Sql.value(postgres, "SELECT a FROM t")).isEqualTo("42");
            assertThatThrownBy(() -> EmbeddedPostgres.start(there))
                    .isInstanceOfSatisfying(
                            EmbeddedPostgresFailure.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.ALREADY_RUNNING));
        }
    }

    @Test
    void unpacksAgainWhatWasDamaged() throws IOException {
        EmbeddedPostgresOptions own = EmbeddedPostgresOptions.in(home);
        EmbeddedPostgres.start(own).close();
        Path server =
                Programs.unpacked(own.binaries(), own.binariesDirectory()).program("postgres");
        Files.delete(server);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(own)) {
            assertThat(postgres.isRunning()).isTrue();
            assertThat(server).exists();
        }
    }

    @Test
    void makesANewPasswordWhenItsFileIsLost() throws SQLException, IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 42 AS a");
        }
        Files.delete(home.resolve("18/password"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            assertThat(Sql.value(postgres, "SELECT a FROM t")).isEqualTo("42");
        }
    }

    @Test
    void stopsOnceAndLeavesNoProcess() {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(options());
        assertThat(processes()).contains(postgres.pid());
        assertThat(postgres.isRunning()).isTrue();
        postgres.stop();
        postgres.stop();
        assertThat(postgres.isRunning()).isFalse();
        assertThat(processes()).isEmpty();
        assertThat(home.resolve("18/data/postmaster.pid")).doesNotExist();
    }

    @Test
    void refusesAPortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(Port.loopback(), 0));
            assertThatThrownBy(
                            () -> EmbeddedPostgres.start(options().withPort(taken.getLocalPort())))
                    .isInstanceOfSatisfying(
                            EmbeddedPostgresFailure.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(Reason.PORT_TAKEN);
                                assertThat(e.sentence())
                                        .contains(Integer.toString(taken.getLocalPort()));
                            });
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            assertThat(postgres.isRunning()).isTrue();
        }
    }

    @Test
    void startsOnTheWantedPort() throws IOException {
        int port = Port.free();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options().withPort(port))) {
            assertThat(postgres.port()).isEqualTo(port);
        }
    }

    @Test
    void namesTheProcessThatOwnsTheHome() throws IOException, InterruptedException {
        try (OwnerProcess owner = OwnerProcess.start(home, binaries())) {
            assertThat(owner.line()).startsWith("ready");
            assertAlreadyRunning(owner.pid());
            owner.end();
        }
        try (EmbeddedPostgres _ = EmbeddedPostgres.start(options())) {
            assertAlreadyRunning(ProcessHandle.current().pid());
            assertAlreadyRunning(ProcessHandle.current().pid());
        }
    }

    private void assertAlreadyRunning(long owner) {
        assertThatThrownBy(() -> EmbeddedPostgres.start(options()))
                .isInstanceOfSatisfying(
                        EmbeddedPostgresFailure.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.ALREADY_RUNNING);
                            assertThat(e.sentence()).contains("process " + owner);
                        });
    }

    @Test
    void recoversWhatWasCommittedWhenItIsKilled() throws SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            Sql.execute(
                    postgres,
                    "CREATE TABLE t (a int)",
                    "INSERT INTO t SELECT generate_series(1, 1000)");
            int port = postgres.port();
            postgres.kill();
            assertThat(processes()).isEmpty();
            assertThat(postgres.isRunning()).isFalse();
            postgres.restart();
            assertThat(postgres.port()).isEqualTo(port);
            assertThat(Sql.value(postgres, "SELECT count(*) FROM t")).isEqualTo("1000");
        }
        assertThat(processes()).isEmpty();
    }

    @Test
    void doesNotTakeAStrangerForItsServer() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 42 AS a");
            postgres.kill();
        }
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            Path pidFile = home.resolve("18/data/postmaster.pid");
            List<String> lines = Files.readAllLines(pidFile);
            lines.set(0, Long.toString(stranger.pid()));
            Files.write(pidFile, lines);
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
                assertThat(Sql.value(postgres, "SELECT a FROM t")).isEqualTo("42");
            }
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void refusesDataOfAnotherVersion() throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            assertThat(postgres.isRunning()).isTrue();
        }
        Files.writeString(home.resolve("18/data/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(options()))
                .isInstanceOfSatisfying(
                        EmbeddedPostgresFailure.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.OTHER_VERSION);
                            assertThat(e.sentence()).contains("PostgreSQL 17", "this is 18");
                        });
    }

    @Test
    void saysWhatTheServerSaidWhenItDoesNotStart() {
        assertThatThrownBy(
                        () -> EmbeddedPostgres.start(options().withSetting("no_such_setting", "1")))
                .isInstanceOfSatisfying(
                        EmbeddedPostgresFailure.class,
                        e -> {
                            assertThat(e.reason()).isEqualTo(Reason.START_FAILED);
                            assertThat(e.sentence()).contains("no_such_setting");
                        });
        assertThat(processes()).isEmpty();
    }
}
