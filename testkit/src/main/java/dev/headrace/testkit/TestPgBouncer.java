package dev.headrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// A pooler before one test's database, in one of its modes, for the loading role.
public final class TestPgBouncer implements AutoCloseable {
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/local/bin"));
    private static final long SECONDS_MAX = 10;

    private final Path home;
    private final Process process;
    private final TestDatabase database;
    private final int port;

    /// How it hands out sessions.
    public enum Mode {
        SESSION,
        TRANSACTION,
        STATEMENT
    }

    private TestPgBouncer(Path home, Process process, TestDatabase database, int port) {
        this.home = home;
        this.process = process;
        this.database = database;
        this.port = port;
    }

    /// Starts one; the caller closes it. The system must have `pgbouncer`.
    public static TestPgBouncer start(TestDatabase database, Mode mode) {
        Path home = TestDirectories.create();
        try {
            int port = freePort();
            String user = user();
            Path users = home.resolve("users.txt");
            Files.writeString(
                    users,
                    "\"%s\" \"%s\"\n".formatted(database.loader(), database.loaderPassword()));
            Path settings = home.resolve("pgbouncer.ini");
            Files.writeString(settings, settings(database, mode, port, users));
            own(home, user);
            own(users, user);
            own(settings, user);
            Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                Object id = Files.getAttribute(users, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                command.addAll(
                        List.of("setpriv", "--reuid=" + id, "--regid=" + id, "--clear-groups"));
            }
            command.add(program().toString());
            command.add("-q");
            command.add(settings.toString());
            Process process =
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(home.resolve("log").toFile())
                            .start();
            TestPgBouncer pooler = new TestPgBouncer(home, process, database, port);
            Await.until("pgbouncer listens", pooler::listens);
            return pooler;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String settings(TestDatabase database, Mode mode, int port, Path users) {
        return """
        [databases]
        %s = host=%s port=%d
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = plain
        auth_file = %s
        pool_mode = %s
        ignore_startup_parameters = extra_float_digits
        """
                .formatted(
                        database.name(),
                        database.host(),
                        database.port(),
                        port,
                        users,
                        mode.name().toLowerCase(Locale.ROOT));
    }

    private static Path program() {
        return FOLDERS.stream()
                .map(folder -> folder.resolve("pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("The system has no pgbouncer"));
    }

    /// It refuses to run as root.
    private static String user() throws IOException {
        if (!System.getProperty("user.name").equals("root")) {
            return System.getProperty("user.name");
        }
        try {
            Path.of("/")
                    .getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByName("postgres");
            return "postgres";
        } catch (UserPrincipalNotFoundException e) {
            return "nobody";
        }
    }

    private static void own(Path path, String user) throws IOException {
        UserPrincipal owner =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
        Files.setOwner(path, owner);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            if (!process.isAlive()) {
                throw new AssertionError("pgbouncer ended: " + log(), e);
            }
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(home.resolve("log"));
        } catch (IOException e) {
            return "no log";
        }
    }

    /// The database's own URL for the loading role, with the pooler's port.
    public String loaderUri() {
        return database.loaderUri().replace(":" + database.port() + "/", ":" + port + "/");
    }

    /// Where it listens on `127.0.0.1`.
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        TestDirectories.remove(home);
    }
}
