package dev.headrace.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// How an embedded PostgreSQL is started. Begin with [#in(Path)] and change what differs.
///
/// @param home everything is kept below it, one subdirectory for each PostgreSQL major
/// @param port on 127.0.0.1; 0 takes a free one at every start
/// @param binaries the archive with the server's programs
/// @param binariesDirectory where archives are unpacked to and kept; several homes may share it
/// @param superuser name of the bootstrap superuser; must stay the same for a kept data directory
/// @param settings server settings that replace or extend the durable defaults
/// @param startTimeout how long the server may take to become ready, crash recovery included
/// @param userNamespaceAllowed as root: whether a user namespace may be used where the system has
///   them
/// @param endsWithOwner whether the server is shut down when the owning JVM dies without stopping
///   it
public record EmbeddedPostgresOptions(
        Path home,
        int port,
        BinariesArchive binaries,
        Path binariesDirectory,
        String superuser,
        Map<String, String> settings,
        Duration startTimeout,
        boolean userNamespaceAllowed,
        boolean endsWithOwner) {
    /// Its name where none is asked for.
    static final String SUPERUSER = "postgres";

    /// Long enough for crash recovery of the 2 GB of log that the default settings allow on a slow
    /// disk.
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private static final int PORT_MAX = 65_535;

    public EmbeddedPostgresOptions {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("Port %d is not in 0..65535".formatted(port));
        }
        home = home.toAbsolutePath().normalize();
        binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
    }

    /// The defaults: a free port, the bundled binaries, unpacked below the home.
    public static EmbeddedPostgresOptions in(Path home) {
        return new EmbeddedPostgresOptions(
                home,
                0,
                BinariesArchive.bundled(),
                home.resolve("binaries"),
                SUPERUSER,
                Map.of(),
                START_TIMEOUT,
                true,
                true);
    }

    /// Whether what is committed survives a power cut, as it does unless `fsync` is set to `off`.
    boolean isDurable() {
        return !"off".equals(settings.get("fsync"));
    }

    /// Another port, 0 for a free one.
    public EmbeddedPostgresOptions withPort(int wanted) {
        return new EmbeddedPostgresOptions(
                home,
                wanted,
                binaries,
                binariesDirectory,
                superuser,
                settings,
                startTimeout,
                userNamespaceAllowed,
                endsWithOwner);
    }

    /// Other programs, so another version.
    public EmbeddedPostgresOptions withBinaries(BinariesArchive archive) {
        return new EmbeddedPostgresOptions(
                home,
                port,
                archive,
                binariesDirectory,
                superuser,
                settings,
                startTimeout,
                userNamespaceAllowed,
                endsWithOwner);
    }

    /// Unpack to, and reuse from, another directory.
    public EmbeddedPostgresOptions withBinariesDirectory(Path directory) {
        return new EmbeddedPostgresOptions(
                home,
                port,
                binaries,
                directory,
                superuser,
                settings,
                startTimeout,
                userNamespaceAllowed,
                endsWithOwner);
    }

    /// Another name for the bootstrap superuser.
    public EmbeddedPostgresOptions withSuperuser(String name) {
        return new EmbeddedPostgresOptions(
                home,
                port,
                binaries,
                binariesDirectory,
                name,
                settings,
                startTimeout,
                userNamespaceAllowed,
                endsWithOwner);
    }

    /// One server setting, as in `postgresql.conf`, before the durable defaults.
    public EmbeddedPostgresOptions withSetting(String name, String value) {
        Map<String, String> more = new TreeMap<>(settings);
        more.put(name, value);
        return new EmbeddedPostgresOptions(
                home,
                port,
                binaries,
                binariesDirectory,
                superuser,
                more,
                startTimeout,
                userNamespaceAllowed,
                endsWithOwner);
    }

    /// Another patience for the start.
    public EmbeddedPostgresOptions withStartTimeout(Duration timeout) {
        return new EmbeddedPostgresOptions(
                home,
                port,
                binaries,
                binariesDirectory,
                superuser,
                settings,
                timeout,
                userNamespaceAllowed,
                endsWithOwner);
    }

    /// As root, never use a user namespace, even where the system has them.
    public EmbeddedPostgresOptions withoutUserNamespace() {
        return new EmbeddedPostgresOptions(
                home,
                port,
                binaries,
                binariesDirectory,
                superuser,
                settings,
                startTimeout,
                false,
                endsWithOwner);
    }

    /// Let the server outlive a JVM that is killed; the next start on the same home ends it.
    public EmbeddedPostgresOptions outlivingOwner() {
        return new EmbeddedPostgresOptions(
                home,
                port,
                binaries,
                binariesDirectory,
                superuser,
                settings,
                startTimeout,
                userNamespaceAllowed,
                false);
    }
}
