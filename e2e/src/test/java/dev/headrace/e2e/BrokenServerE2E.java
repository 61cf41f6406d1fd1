package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The server dies in mid-load, turns into a standby, or its disk is full.
class BrokenServerE2E {
    private static final int ROWS = 20_000;
    private static final String[] KEYED = {"--primary-key", "id", "--batch-bytes", "65536"};

    @TempDir private Path folder;

    private byte[] orders;

    @BeforeEach
    void rows() {
        orders = Orders.lines(Orders.HEADER, Orders.shuffled(ROWS), id -> Orders.csv(id, 1));
    }

    @Test
    void aServerThatStaysAwayIsTold() {
        try (TestServer server = TestServer.start()) {
            server.createDatabase("mid");
            LoadFixture fixture = new LoadFixture(server, folder, "mid");
            Path file = fixture.file("orders.csv", orders);
            HeadraceCommand command = fixture.command(file, KEYED).plus("--retry-for", "2");
            try (HeadraceProcess process = command.start()) {
                assertThat(busy(server)).isTrue();
                server.kill();
                HeadraceRun run = process.await();
                assertThat(run.exit()).as(run.toString()).isEqualTo(1);
                assertThat(run.failure().path("code").asString())
                        .isIn("CONNECTION_LOST", "HOST_UNREACHABLE");
                LoadFixture.assertPlain(run);
            }
            server.restart();
            HeadraceRun next = fixture.loaded(file, KEYED);
            assertThat(next.table().path("rows_read").asInt()).isPositive();
            assertThat(fixture.query("SELECT count(*), count(DISTINCT id) FROM files.orders"))
                    .containsExactly(ROWS + "|" + ROWS);
            assertThat(Leftovers.in(server, "mid")).isEmpty();
        }
    }

    /// Whether a load has a session that writes.
    private static boolean busy(TestServer server) {
        return Pause.until(
                Duration.ofSeconds(30),
                () ->
                        !server.query(
                                        "mid",
                                        """
                                        SELECT 1 FROM pg_stat_activity
                                         WHERE application_name LIKE 'headrace/%' AND xact_start IS NOT NULL
                                        """)
                                .isEmpty());
    }

    @Test
    void aStandbyIsReadOnly() throws IOException {
        try (TestServer server = TestServer.start()) {
            server.createDatabase("mid");
            LoadFixture fixture = new LoadFixture(server, folder, "mid");
            Path file = fixture.file("orders.csv", "id,v\n1,a\n");
            Path data = data(server.home());
            Files.createFile(data.resolve("standby.signal"));
            Files.setAttribute(
                    data.resolve("standby.signal"),
                    "unix:uid",
                    Files.getAttribute(data, "unix:uid"));
            server.restart();
            fixture.refused(
                    3, "DESTINATION_READ_ONLY", fixture.command(file, "--primary-key", "id"));
            JsonNode test = failed(fixture.url(), "Database Connection", "DESTINATION_READ_ONLY");
            assertThat(test.path("message").asString())
                    .contains("read replica; a destination must be writable");
        }
    }

    /// The test of `check` that fails, and none after it is run.
    private static JsonNode failed(String url, String title, String code) {
        HeadraceRun run = HeadraceCommand.of("check", "--to", url, "--json").run();
        assertThat(run.exit()).as(run.toString()).isEqualTo(3);
        LoadFixture.assertPlain(run);
        JsonNode failed =
                run.json()
                        .path("tests")
                        .valueStream()
                        .filter(test -> test.path("status").asString().equals("FAILED"))
                        .findFirst()
                        .orElseThrow();
        assertThat(failed.path("title").asString()).isEqualTo(title);
        assertThat(failed.path("code").asString()).as(run.toString()).isEqualTo(code);
        assertThat(failed.path("next_step").asString()).isNotBlank();
        return failed;
    }

    @Test
    void aServerWithoutFreeSlotsIsTold() throws IOException, SQLException {
        try (TestServer server =
                        TestServer.startIn(
                                folder.resolve("few-slots"),
                                Map.of(
                                        "max_connections", "6",
                                        "superuser_reserved_connections", "3",
                                        "max_wal_senders", "0"));
                Sessions taken = new Sessions()) {
            server.createDatabase("mid");
            taken.fill(server.url("mid"));
            JsonNode test = failed(server.url("mid"), "Database Connection", "CONNECTION_SLOTS");
            assertThat(test.path("message").asString()).contains("no free connection slot");
        }
    }

    /// Sessions of the loader, as many as the server lets in.
    private static final class Sessions implements AutoCloseable {
        private static final int MAX = 50;

        private final List<Connection> open = new ArrayList<>();

        void fill(String url) throws SQLException {
            String user = TestServer.LOADER;
            String jdbc = "jdbc:postgresql://" + url.substring(url.lastIndexOf('@') + 1);
            while (open.size() < MAX) {
                try {
                    open.add(DriverManager.getConnection(jdbc, user, TestServer.PASSWORD));
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("53300");
                    return;
                }
            }
            throw new IllegalStateException("The server never ran out of slots");
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private static Path data(Path home) throws IOException {
        try (Stream<Path> paths = Files.walk(home, 3)) {
            return paths.filter(path -> Files.exists(path.resolve("PG_VERSION")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Needs a small file system: a mount, which only root may make.
    @Test
    void aFullDiskIsToldAndTheNextRunResumes() throws IOException, InterruptedException {
        Path mount = Files.createDirectory(folder.resolve("small-disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=150m,mode=0755", "none", mount.toString()),
                "this user may not mount a small file system");
        try (TestServer server =
                TestServer.startIn(
                        mount.resolve("pg"),
                        Map.of("max_wal_size", "64MB", "min_wal_size", "32MB"))) {
            server.createDatabase("mid");
            LoadFixture fixture = new LoadFixture(server, folder, "mid");
            Path file = fixture.file("orders.csv", orders);
            Path ballast = mount.resolve("ballast");
            fixture.loaded(fixture.file("first.csv", "id,v\n1,a\n"), KEYED);
            // A fresh segment: a full disk under the write-ahead log stops the whole server.
            server.execute("postgres", "SELECT pg_switch_wal()", "CHECKPOINT");
            assertThat(run("sh", "-c", "head -c 200M /dev/zero > " + ballast)).isFalse();
            // Room for catalog rows, not for the table's.
            assertThat(run("truncate", "-s", "-1M", ballast.toString())).isTrue();
            HeadraceRun run = fixture.load(file, KEYED);
            LoadFixture.assertFailure(run, 3, "DISK_FULL");
            assertThat(run("sh", "-c", "head -c 200M /dev/zero >> " + ballast)).isFalse();
            JsonNode test = failed(fixture.url(), "Permission Test", "DISK_FULL");
            assertThat(test.path("message").asString()).contains("disk");
            Files.delete(ballast);
            fixture.loaded(file, KEYED);
            assertThat(fixture.query("SELECT count(*), count(DISTINCT id) FROM files.orders"))
                    .containsExactly(ROWS + "|" + ROWS);
        } finally {
            run("umount", "-l", mount.toString());
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
