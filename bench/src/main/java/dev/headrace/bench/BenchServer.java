package dev.headrace.bench;

import dev.headrace.embedded.EmbeddedPostgres;
import dev.headrace.embedded.EmbeddedPostgresOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A durable server of its own, with settings that suit loading, which both rivals load into.
final class BenchServer implements AutoCloseable {
    /// Durable and logged; large enough that no checkpoint falls into one load and not the other.
    static final Map<String, String> SETTINGS =
            new TreeMap<>(
                    Map.of(
                            "shared_buffers", "1GB",
                            "max_wal_size", "8GB",
                            "checkpoint_timeout", "30min",
                            "maintenance_work_mem", "512MB",
                            "work_mem", "256MB",
                            "effective_cache_size", "12GB",
                            "jit", "off",
                            "autovacuum", "off",
                            "fsync", "on",
                            "synchronous_commit", "on"));

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final String user;
    private final String password;
    private final int port;
    private final AutoCloseable stop;

    private BenchServer(String user, String password, int port, AutoCloseable stop) {
        this.user = user;
        this.password = password;
        this.port = port;
        this.stop = stop;
    }

    /// The newest PostgreSQL that Debian's packages installed, else the embedded one.
    static BenchServer start(Path directory, boolean embedded) {
        Optional<Path> programs = embedded ? Optional.empty() : programs();
        try {
            return programs.isPresent()
                    ? startInstalled(programs.get(), directory)
                    : startEmbedded(directory);
        } catch (IOException e) {
            throw new IllegalStateException("cannot start PostgreSQL", e);
        }
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static BenchServer startEmbedded(Path directory) {
        EmbeddedPostgresOptions options = EmbeddedPostgresOptions.in(directory.resolve("pg"));
        for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
            if (!setting.getKey().equals("jit")) {
                options = options.withSetting(setting.getKey(), setting.getValue());
            }
        }
        EmbeddedPostgres postgres = EmbeddedPostgres.start(options);
        return new BenchServer(
                postgres.superuser(),
                new String(postgres.password().reveal()),
                postgres.port(),
                postgres);
    }

    private static BenchServer startInstalled(Path programs, Path directory) throws IOException {
        Path home = Files.createDirectories(directory.resolve("pg"));
        List<String> prefix = unprivileged(home);
        Path data = home.resolve("data");
        call(
                prefix,
                programs.resolve("initdb"),
                "-D",
                data.toString(),
                "-U",
                "bench",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8");
        int port = freePort();
        StringBuilder settings =
                new StringBuilder("-p %d -c listen_addresses=127.0.0.1 -k ".formatted(port));
        settings.append(home);
        SETTINGS.forEach((name, value) -> settings.append(" -c %s=%s".formatted(name, value)));
        call(
                prefix,
                programs.resolve("pg_ctl"),
                "-D",
                data.toString(),
                "-w",
                "-l",
                home.resolve("log").toString(),
                "-o",
                settings.toString(),
                "start");
        return new BenchServer(
                "bench",
                "",
                port,
                () ->
                        call(
                                prefix,
                                programs.resolve("pg_ctl"),
                                "-D",
                                data.toString(),
                                "-w",
                                "-m",
                                "fast",
                                "stop"));
    }

    /// PostgreSQL refuses to run as root, who therefore becomes nobody; `home` is then nobody's.
    private static List<String> unprivileged(Path home) throws IOException {
        if (!System.getProperty("user.name", "").equals("root")) {
            return List.of();
        }
        Child.run(List.of("chown", "nobody", home.toString()), Map.of(), _ -> {}).orFail();
        Child.run(List.of("chmod", "go+x", String.valueOf(home.getParent())), Map.of(), _ -> {})
                .orFail();
        return List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
    }

    private static void call(List<String> prefix, Path program, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(List.of(arguments));
        Child.run(command, Map.of(), _ -> {}).orFail();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// What `--to` and `psql` get.
    String url() {
        return "postgresql://%s@127.0.0.1:%d/postgres".formatted(user, port);
    }

    Map<String, String> environment() {
        return password.isEmpty() ? Map.of() : Map.of("PGPASSWORD", password);
    }

    void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("refused: " + String.join("; ", statements), e);
        }
    }

    /// The first column of the first row.
    String ask(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? String.valueOf(result.getString(1)) : "";
        } catch (SQLException e) {
            throw new IllegalStateException("refused: " + sql, e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), user, password);
    }

    @Override
    public void close() {
        try {
            stop.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop PostgreSQL", e);
        }
    }
}
