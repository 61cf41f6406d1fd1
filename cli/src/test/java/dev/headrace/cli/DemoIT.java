package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The demo tells its story each time, and leaves nothing running.
class DemoIT {
    /// One for all, since each would unpack a server of its own.
    @TempDir static Path folder;

    @Test
    void tellsTheSameStoryTwice() throws IOException {
        Path home = folder.resolve("home");

        JsonNode first = demo(home);
        JsonNode second = demo(home);

        assertThat(first.at("/status").asString()).isEqualTo("succeeded");
        assertThat(first.at("/url").asString()).startsWith("postgresql://loader:");
        assertThat(first.at("/tables").size()).isEqualTo(7);
        assertThat(counters(second)).isEqualTo(counters(first));
        assertThat(counters(first)).allSatisfy((_, rows) -> assertThat(rows).isPositive());
        assertThat(Files.getPosixFilePermissions(home))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        Await.until("the server is gone", () -> !listens(port(second)));
    }

    @Test
    void showsWhatTheSecondEditionChanged() {
        CommandRun run = CommandRun.of(home(folder.resolve("home")), folder, "demo", "--exit");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("First edition", "Second edition", "reference.time_zone", "psql ");
        assertThat(run.err()).contains("grants are CREATE and TEMPORARY");
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandRun run =
                    CommandRun.of(
                            home(folder.resolve("home")),
                            folder,
                            "demo",
                            "--exit",
                            "--port",
                            Integer.toString(taken.getLocalPort()));

            assertThat(run.status()).isEqualTo(3);
            assertThat(run.err())
                    .contains("PORT_TAKEN", Integer.toString(taken.getLocalPort()))
                    .doesNotContain("Exception");
        }
    }

    @Test
    void givesTheLoaderTheTwoGrantsAndNoMore() throws SQLException {
        try (DemoDatabase database = DemoDatabase.start(folder.resolve("home/demo"), 0);
                Connection session =
                        DriverManager.getConnection(
                                "jdbc:" + database.url().replaceFirst("//[^@]*@", "//"),
                                DemoDatabase.LOADER,
                                Objects.requireNonNull(database.address().password()).reveal());
                Statement statement = session.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT datacl::text,
                                       (SELECT rolsuper OR rolcreatedb OR rolcreaterole
                                        FROM pg_roles WHERE rolname = current_user),
                                       has_schema_privilege('public', 'CREATE')
                                FROM pg_database WHERE datname = current_database()\
                                """)) {
            row.next();
            assertThat(row.getString(1)).contains("loader=CT/postgres", "{=c/postgres,");
            assertThat(row.getBoolean(2)).isFalse();
            assertThat(row.getBoolean(3)).isFalse();
        }
    }

    private JsonNode demo(Path home) {
        CommandRun run = CommandRun.of(home(home), folder, "demo", "--exit", "--json");
        assertThat(run.status()).as(run.err()).isZero();
        return JsonMapper.shared().readTree(run.out());
    }

    private static Map<String, String> home(Path home) {
        return Map.of("HEADRACE_HOME", home.toString());
    }

    private static Map<String, Long> counters(JsonNode report) {
        Map<String, Long> counters = new HashMap<>();
        for (JsonNode table : report.at("/tables")) {
            counters.put(
                    table.at("/table").asString(),
                    table.at("/rows_inserted").asLong()
                            + table.at("/rows_updated").asLong()
                            + table.at("/rows_deleted").asLong());
        }
        return counters;
    }

    private static int port(JsonNode report) {
        return Integer.parseInt(report.at("/url").asString().replaceAll(".*:(\\d+)/.*", "$1"));
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
