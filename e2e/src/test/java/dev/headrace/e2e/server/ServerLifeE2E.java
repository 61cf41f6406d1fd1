package dev.headrace.e2e.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.e2e.ApiCaller;
import dev.headrace.e2e.HeadraceCommand;
import dev.headrace.e2e.HeadraceRun;
import dev.headrace.e2e.HeadraceServer;
import dev.headrace.e2e.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server on a PostgreSQL of its own: what it has acknowledged is there after whatever comes.
class ServerLifeE2E {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void keepsEverythingWhenItIsStoppedKilledOrItsDatabaseIs() throws IOException {
        Path home = folder.resolve("home");
        try (HeadraceServer server = start(home)) {
            create(server, "first");
            assertThat(server.stop()).isZero();
            assertNoSecret(server);
        }
        assertPrivate(home);
        try (HeadraceServer server = start(home)) {
            create(server, "second");
            server.process().kill();
        }
        try (HeadraceServer server = start(home)) {
            create(server, "third");
            killPostgres(home);
            assertThat(Pause.until(PATIENCE, () -> !server.isReady() || creates(server, "fourth")))
                    .isTrue();
            assertThat(Pause.until(PATIENCE, () -> creates(server, "fourth")))
                    .as(server.printed())
                    .isTrue();
            assertThat(names(server)).contains("first", "second", "third", "fourth");
            assertThat(server.stop()).isZero();
            assertNoSecret(server);
        }
    }

    @Test
    void theOperatorResetsPasswordsAndRotatesKeysBesideTheRunningServer() {
        Path home = folder.resolve("admin-home");
        try (HeadraceServer server = start(home)) {
            HeadraceRun reset =
                    admin(home, "reset-password", HeadraceServer.ADMIN_EMAIL, "--json").run();
            assertThat(reset.exit()).as(reset.toString()).isZero();
            assertThat(reset.json().path("password").asString()).hasSize(43);
            HeadraceRun unknown = admin(home, "reset-password", "nobody@example.com").run();
            assertThat(unknown.exit()).as(unknown.toString()).isEqualTo(2);
            assertThat(unknown.stderr()).contains("nobody@example.com").doesNotContain("\tat ");
            HeadraceRun rotated = admin(home, "rotate-keys", "--json").run();
            assertThat(rotated.exit()).as(rotated.toString()).isZero();
            assertThat(rotated.json().path("sealed").asInt()).isPositive();
            create(server, "after_rotation");
            assertThat(server.stop()).isZero();
        }
        HeadraceRun retired = admin(home, "rotate-keys", "--retire-old", "--json").run();
        assertThat(retired.exit()).as(retired.toString()).isZero();
        assertThat(retired.json().path("retired").asInt()).isEqualTo(2);
        try (HeadraceServer server = start(home)) {
            assertThat(names(server)).containsExactly("after_rotation");
        }
    }

    private static HeadraceCommand admin(Path home, String... words) {
        return HeadraceCommand.of("admin").plus(words).with("HEADRACE_HOME", home.toString());
    }

    /// Needs a small file system: a mount, which only root may make.
    @Test
    void aFullDiskIsToldAndPassesWhenThereIsRoomAgain() throws Exception {
        Path mount = Files.createDirectory(folder.resolve("small-disk"));
        assertThat(
                        run(
                                "mount",
                                "-t",
                                "tmpfs",
                                "-o",
                                "size=260m,mode=0755",
                                "none",
                                mount.toString()))
                .as("needs a user that may mount a small file system: run it as root")
                .isTrue();
        Path ballast = mount.resolve("ballast");
        try (HeadraceServer server = start(mount.resolve("home"))) {
            create(server, "before");
            assertThat(run("sh", "-c", "head -c 400M /dev/zero > " + ballast)).isFalse();
            assertThat(Pause.until(PATIENCE, () -> refuses(server))).as(server.printed()).isTrue();
            Files.delete(ballast);
            assertThat(Pause.until(PATIENCE, () -> creates(server, "after")))
                    .as(server.printed())
                    .isTrue();
            assertThat(names(server)).contains("before", "after");
            assertThat(server.isReady()).isTrue();
            assertThat(server.stop()).isZero();
        } finally {
            run("umount", "-l", mount.toString());
        }
    }

    private static HeadraceServer start(Path home) {
        return HeadraceServer.start("", Map.of("HEADRACE_HOME", home.toString()));
    }

    private static void create(HeadraceServer server, String name) {
        server.admin().post("/v1/groups", "{\"name\":\"%s\"}".formatted(name)).is(201);
    }

    /// Whether the group is made or there already.
    private static boolean creates(HeadraceServer server, String name) {
        ApiCaller.Reply reply =
                server.admin().post("/v1/groups", "{\"name\":\"%s\"}".formatted(name));
        assertThat(reply.status()).as(reply.toString()).isIn(201, 409, 503);
        return reply.status() != 503;
    }

    /// Fills what room is left, with audit records; never anything but made or refused.
    private static boolean refuses(HeadraceServer server) {
        String name = "g" + System.nanoTime();
        return !creates(server, name);
    }

    private static List<String> names(HeadraceServer server) {
        return server
                .admin()
                .get("/v1/groups?limit=1000")
                .is(200)
                .data()
                .path("items")
                .findValues("name")
                .stream()
                .map(name -> name.asString())
                .toList();
    }

    private static void assertNoSecret(HeadraceServer server) {
        assertThat(server.printed()).doesNotContain("s3cr3t");
    }

    /// Nothing under it is another user's to read, except what a server of its own user runs.
    private static void assertPrivate(Path home) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
        Path key = home.resolve("server").resolve("master.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    private static void killPostgres(Path home) throws IOException {
        try (Stream<Path> paths = Files.walk(home)) {
            Path file =
                    paths.filter(path -> path.endsWith("postmaster.pid")).findFirst().orElseThrow();
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            postmaster.destroyForcibly();
        } catch (UncheckedIOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
