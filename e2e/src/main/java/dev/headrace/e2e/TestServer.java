package dev.headrace.e2e;

import dev.headrace.embedded.BinariesArchive;
import dev.headrace.embedded.EmbeddedPostgres;
import dev.headrace.embedded.EmbeddedPostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A real server of one version, with a role that has exactly the guide's two grants.
///
/// Tests kill it, not the machine, so that nothing has to be waited for until it is on disk.
/// Everything of it lies in a temporary folder.
public final class TestServer implements AutoCloseable {
    /// The role that loads.
    public static final String LOADER = "loader";

    /// Has characters that a URL must escape.
    static final String PASSWORD = "hr-s3cr3t p@ss w/rd:1%";

    static final String PASSWORD_IN_URL = "hr-s3cr3t%20p%40ss%20w%2Frd%3A1%25";

    private final EmbeddedPostgres postgres;
    private final Path home;
    private final boolean ownsHome;

    private TestServer(EmbeddedPostgres postgres, Path home, boolean ownsHome) {
        this.postgres = postgres;
        this.home = home;
        this.ownsHome = ownsHome;
    }

    /// The bundled version.
    public static TestServer start() {
        return start(BinariesArchive.bundled(), temporaryHome(), true, Map.of());
    }

    /// Another version: `9.6`, `15` or `18`.
    public static TestServer start(String version, Map<String, String> settings) {
        return start(BinariesArchive.ofJar(jar(version)), temporaryHome(), true, settings);
    }

    /// The published binaries of a version.
    static Path jar(String version) {
        String module = System.getProperty("basedir", ".");
        return Path.of(module, "target", "pg", version + ".jar").toAbsolutePath();
    }

    /// The bundled version in a given, existing folder, which stays.
    static TestServer startIn(Path home, Map<String, String> settings) {
        return start(BinariesArchive.bundled(), home, false, settings);
    }

    private static TestServer start(
            BinariesArchive archive, Path home, boolean ownsHome, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.putIfAbsent("shared_buffers", "64MB");
        all.putIfAbsent("max_connections", "60");
        all.putIfAbsent("fsync", "off");
        EmbeddedPostgresOptions options =
                EmbeddedPostgresOptions.in(home)
                        .withBinaries(archive)
                        .withBinariesDirectory(sharedBinaries());
        for (Map.Entry<String, String> setting : all.entrySet()) {
            options = options.withSetting(setting.getKey(), setting.getValue());
        }
        TestServer server = new TestServer(EmbeddedPostgres.start(options), home, ownsHome);
        server.execute(
                "postgres", "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(LOADER, PASSWORD));
        return server;
    }

    private static Path temporaryHome() {
        try {
            return Files.createTempDirectory("headrace-e2e-pg-");
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder", e);
        }
    }

    /// Unpacked once per machine user: unpacking takes longer than most tests.
    static Path sharedBinaries() {
        String user = System.getProperty("user.name", "user");
        return Path.of(System.getProperty("java.io.tmpdir"), "headrace-e2e-binaries-" + user);
    }

    public int port() {
        return postgres.port();
    }

    public Path log() {
        return postgres.log();
    }

    public Path home() {
        return home;
    }

    public int majorVersion() {
        return postgres.majorVersion();
    }

    /// Kills every process of it, as a power cut would.
    public void kill() {
        postgres.kill();
    }

    /// Starts it again on the same data and port.
    public void restart() {
        postgres.restart();
    }

    /// A database in which the loader has CREATE and TEMPORARY and nobody else anything.
    public void createDatabase(String name) {
        execute("postgres", "CREATE DATABASE " + name);
        grant(name);
    }

    /// A copy of another database, which nobody may be using, with the same object ids in it.
    public void copyDatabase(String from, String to) {
        execute("postgres", "CREATE DATABASE %s TEMPLATE %s".formatted(to, from));
        grant(to);
    }

    public void dropDatabase(String name) {
        execute(
                "postgres",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                        .formatted(name),
                "DROP DATABASE IF EXISTS " + name);
    }

    private void grant(String database) {
        execute(
                "postgres",
                "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(database),
                "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %s TO %s"
                        .formatted(database, LOADER));
    }

    /// What `--to` gets.
    public String url(String database) {
        return url(LOADER, PASSWORD_IN_URL, database);
    }

    public String url(String user, String encodedPassword, String database) {
        return "postgresql://%s:%s@127.0.0.1:%d/%s"
                .formatted(user, encodedPassword, port(), database);
    }

    /// For the superuser, without the password, which is [#adminPassword].
    public String adminUrl(String database) {
        return "postgresql://%s@127.0.0.1:%d/%s".formatted(postgres.superuser(), port(), database);
    }

    public String adminPassword() {
        return new String(postgres.password().reveal());
    }

    /// A session of the superuser.
    public Connection connect(String database) {
        Properties properties = new Properties();
        properties.setProperty("user", postgres.superuser());
        properties.setProperty("password", new String(postgres.password().reveal()));
        properties.setProperty("ApplicationName", "e2e");
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database), properties);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot connect to " + database, e);
        }
    }

    /// Executes statements as the superuser, each in a transaction of its own.
    public void execute(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("refused: " + String.join("; ", statements), e);
        }
    }

    /// The rows of a query, columns joined by `|`, NULL as `<null>`.
    public List<String> query(String database, String sql) {
        try (Connection connection = connect(database)) {
            return Rows.of(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException("refused: " + sql, e);
        }
    }

    @Override
    public void close() {
        postgres.close();
        if (ownsHome) {
            removeAll(home);
        }
    }

    static void removeAll(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot remove " + folder, e);
        }
    }
}
