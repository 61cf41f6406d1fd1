package dev.headrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What one sees of a server while it runs: durable settings, a password for everybody that stays
/// where it belongs.
class RunningPostgresIT {
    @TempDir static Path home;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        postgres =
                EmbeddedPostgres.start(
                        EmbeddedPostgresOptions.in(home)
                                .withBinariesDirectory(SharedBinaries.directory()));
    }

    @AfterAll
    static void stop() {
        postgres.stop();
    }

    @Test
    void startsDurableAndInUnicode() throws SQLException {
        Map<String, String> settings = new TreeMap<>();
        for (String name :
                List.of(
                        "fsync",
                        "synchronous_commit",
                        "full_page_writes",
                        "data_checksums",
                        "password_encryption",
                        "server_encoding",
                        "unix_socket_directories",
                        "listen_addresses")) {
            settings.put(name, Sql.value(postgres, "SHOW " + name));
        }
        assertThat(settings)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "fsync", "on",
                                "synchronous_commit", "on",
                                "full_page_writes", "on",
                                "data_checksums", "on",
                                "password_encryption", "scram-sha-256",
                                "server_encoding", "UTF8",
                                "unix_socket_directories", "",
                                "listen_addresses", "127.0.0.1"));
        assertThat(postgres.majorVersion()).isEqualTo(18);
        assertThat(Sql.value(postgres, "SELECT lower('\u00c4\u03a3')")).isEqualTo("\u00e4\u03c3");
    }

    @Test
    void asksEverybodyForThePassword() throws SQLException {
        for (String wrong : List.of("wrong", "postgres")) {
            assertThatThrownBy(() -> Sql.connect(postgres, wrong).close())
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
        }
        assertThat(
                        Sql.value(
                                postgres,
                                "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"))
                .isEqualTo("scram-sha-256");
    }

    @Test
    void keepsThePasswordToItself() throws IOException {
        String password = new String(postgres.password().reveal());
        Path kept = home.resolve("18/password");
        assertThat(kept).hasContent(password);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
        assertThat(postgres.password().toString()).doesNotContain(password);
        assertThat(postgres.jdbcUrl("postgres", "postgres")).doesNotContain(password);
        assertThat(Files.readString(postgres.log())).doesNotContain(password);
        assertThat(namesIn(home.resolve("18")))
                .containsExactlyInAnyOrder("data", "password", "postgres.log");
    }

    @Test
    void putsNoValueOfARowIntoItsLog() throws IOException {
        assertThatThrownBy(() ->
                        Sql.execute(
                                postgres,
                                "CREATE TABLE t (a text PRIMARY KEY)",
                                "INSERT INTO t VALUES ('secret-value'), ('secret-value')"))
                .isInstanceOf(SQLException.class);
        assertThat(Files.readString(postgres.log()))
                .contains("duplicate key value")
                .doesNotContain("secret-value");
    }

    @Test
    void doesNotHearTheTerminal() throws IOException {
        String stat = Files.readString(Path.of("/proc/" + postgres.pid() + "/stat"));
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        assertThat(afterName[3]).as("session").isEqualTo(Long.toString(postgres.pid()));
    }

    private static List<String> namesIn(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }
}
