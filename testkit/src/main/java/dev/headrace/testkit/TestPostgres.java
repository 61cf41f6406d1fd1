package dev.headrace.testkit;

import dev.headrace.embedded.BinariesArchive;
import dev.headrace.embedded.EmbeddedPostgres;
import dev.headrace.embedded.EmbeddedPostgresOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// PostgreSQL for tests: one server for each major version and test JVM, started by the first test
/// that asks, in a temporary directory, stopped and removed when the JVM ends. Tests get databases
/// of their own from it:
///
/// ```java
/// try (TestDatabase database = TestPostgres.database()) { ... }
/// ```
///
/// A test that kills or reconfigures its server takes one for itself, with [#alone(Map)], and
/// closes it.
public final class TestPostgres implements AutoCloseable {
    /// A folder with the published binaries of other versions, named `15.jar`, `9.6.jar`.
    public static final String BINARIES_PROPERTY = "headrace.pg.dir";

    private static final String BUNDLED = "18";
    private static final Map<String, TestPostgres> SHARED = new ConcurrentHashMap<>();

    private final EmbeddedPostgres server;
    private final Path home;

    private TestPostgres(EmbeddedPostgres server, Path home) {
        this.server = server;
        this.home = home;
    }

    /// A fresh database on the shared server of the bundled version.
    public static TestDatabase database() {
        return shared().newDatabase();
    }

    /// The shared server of the bundled version.
    public static TestPostgres shared() {
        return ofMajor(BUNDLED);
    }

    /// The shared server of a version, 9 for 9.6. Other versions than the bundled one need
    /// [#BINARIES_PROPERTY].
    public static TestPostgres ofMajor(int major) {
        return ofMajor(major == 9 ? "9.6" : Integer.toString(major));
    }

    /// The shared server of a version, such as `18` or `9.6`.
    public static TestPostgres ofMajor(String major) {
        return SHARED.computeIfAbsent(
                major,
                wanted -> {
                    TestPostgres postgres = start(wanted, Map.of());
                    Runtime.getRuntime()
                            .addShutdownHook(
                                    new Thread(postgres::close, "stop-postgres-" + wanted));
                    return postgres;
                });
    }

    /// Whether [#ofMajor(String)] can give that version here.
    public static boolean has(String major) {
        return major.equals(BUNDLED) || Files.exists(jar(major));
    }

    /// A server for one test, of the bundled version, with these settings on top of the usual ones.
    public static TestPostgres alone(Map<String, String> settings) {
        return start(BUNDLED, settings);
    }

    /// A server for one test, of any version.
    public static TestPostgres alone(String major, Map<String, String> settings) {
        return start(major, settings);
    }

    private static TestPostgres start(String major, Map<String, String> settings) {
        Path home = TestDirectories.create();
        EmbeddedPostgresOptions options =
                EmbeddedPostgresOptions.in(home)
                        .withBinariesDirectory(TestDirectories.binaries(home))
                        // A killed server loses nothing by it, only a machine without power does.
                        .withSetting("fsync", "off")
                        // Classes that run at once bring a pool each, and some bring servers.
                        .withSetting("max_connections", "200");
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            options = options.withSetting(setting.getKey(), setting.getValue());
        }
        if (!major.equals(BUNDLED)) {
            options = options.withBinaries(BinariesArchive.ofJar(jar(major)));
        }
        return new TestPostgres(EmbeddedPostgres.start(options), home);
    }

    private static Path jar(String major) {
        return Path.of(
                System.getProperty(BINARIES_PROPERTY, "headrace.pg.dir-is-not-set"),
                major + ".jar");
    }

    /// A fresh, empty database with a role of its own. The caller closes it.
    public TestDatabase newDatabase() {
        return TestDatabase.create(server);
    }

    /// The server itself, to kill and restart it.
    public EmbeddedPostgres server() {
        return server;
    }

    /// Stops the server and removes its files. Only for servers taken with [#alone(Map)].
    @Override
    public void close() {
        server.close();
        TestDirectories.remove(home);
    }
}
