package dev.headrace.embedded;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tukaani.xz.XZInputStream;

/// The server's programs, unpacked.
///
/// @param directory holds `bin`, `lib` and `share`
/// @param version as the server says it, such as `18.6` or `9.6.24`
/// @param major `18`, or `9.6` before 10
record Programs(Path directory, String version, String major) {
    /// Unpacking takes 2 s; another process may be at it on a slow disk.
    private static final Duration UNPACK_TIMEOUT = Duration.ofMinutes(3);

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(20);
    private static final Pattern VERSION =
            Pattern.compile("\\(PostgreSQL\\) ((\\d+)(?:\\.(\\d+))?\\S*)");
    private static final int FIRST_WITH_SHORT_MAJOR = 10;

    /// Unpacks the archive below `parent` unless that was done before. Any number of processes may
    /// do so at once, and any of them may be killed meanwhile: the final name appears with all
    /// files there.
    static Programs unpacked(BinariesArchive archive, Path parent) {
        try {
            Directories.make(parent);
            Path directory = parent.resolve(archive.fingerprint());
            if (!Files.isDirectory(directory)) {
                unpack(archive, directory);
            }
            try {
                return probe(directory);
            } catch (EmbeddedPostgresFailure e) {
                if (e.reason() != Reason.BINARIES_DAMAGED) {
                    throw e;
                }
                Directories.remove(directory); // Somebody tidied there: once more from the archive.
                unpack(archive, directory);
                return probe(directory);
            }
        } catch (IOException e) {
            throw EmbeddedPostgresFailure.of(e, "Unpacking PostgreSQL to", parent);
        }
    }

    Path program(String name) {
        return directory.resolve("bin").resolve(name);
    }

    /// The number that decides what a version can do: 18, 10, 9.
    int generation() {
        return Integer.parseInt(major.split("\\.", -1)[0]);
    }

    private static void unpack(BinariesArchive archive, Path directory) throws IOException {
        Path lock = directory.resolveSibling(directory.getFileName() + ".lock");
        try (ExclusiveFile _ = ExclusiveFile.hold(lock, UNPACK_TIMEOUT)) {
            if (Files.isDirectory(directory)) {
                return;
            }
            removeLeftovers(directory);
            Path fresh =
                    Files.createTempDirectory(
                            directory.getParent(), directory.getFileName() + ".new-");
            try {
                unpackTo(fresh, archive);
                Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Directories.remove(fresh); // Nothing there any more when all went well.
            }
        }
    }

    private static void unpackTo(Path fresh, BinariesArchive archive) throws IOException {
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (InputStream packed = new BufferedInputStream(archive.open());
                InputStream tar = new XZInputStream(packed)) {
            TarUnpacker.unpack(tar, fresh);
        }
        flush(fresh);
    }

    private static void removeLeftovers(Path directory) throws IOException {
        String pattern = directory.getFileName() + ".new-*";
        try (DirectoryStream<Path> leftovers =
                Files.newDirectoryStream(directory.getParent(), pattern)) {
            for (Path leftover : leftovers) {
                Directories.remove(leftover);
            }
        }
    }

    /// A thousand files: one call for their file system is cheaper than one for each. Without
    /// `sync` a power cut in the next seconds could leave an incomplete directory of the final
    /// name.
    private static void flush(Path fresh) throws IOException {
        if (Command.find("sync").isPresent()) {
            Command.run(List.of("sync", "-f", fresh.toString()), fresh, "", UNPACK_TIMEOUT);
        }
    }

    private static Programs probe(Path directory) {
        Path server = directory.resolve("bin").resolve("postgres");
        String said = said(directory, server);
        Matcher version = VERSION.matcher(said);
        if (!version.find()) {
            throw new EmbeddedPostgresFailure(
                    Reason.BINARIES_DAMAGED,
                    "%s does not tell its version: %s".formatted(server, said),
                    "Remove %s; the next start unpacks it again.".formatted(directory));
        }
        int first = Integer.parseInt(version.group(2));
        String major =
                first >= FIRST_WITH_SHORT_MAJOR ? version.group(2) : first + "." + version.group(3);
        return new Programs(directory, version.group(1), major);
    }

    private static String said(Path directory, Path server) {
        try {
            return Command.run(
                            List.of(server.toString(), "--version"), directory, "", PROBE_TIMEOUT)
                    .output();
        } catch (IOException e) {
            throw notRunnable(server, e);
        }
    }

    /// The kernel reports a missing dynamic loader as a missing file: so it is on systems with
    /// musl.
    private static EmbeddedPostgresFailure notRunnable(Path server, IOException failed) {
        if (Files.exists(server) && String.valueOf(failed.getMessage()).contains("error=2,")) {
            return new EmbeddedPostgresFailure(
                    Reason.PLATFORM_UNSUPPORTED,
                    "The embedded PostgreSQL needs the GNU C library (glibc), which this system does not have.",
                    "Use a distribution with glibc, or a PostgreSQL of your own.",
                    failed);
        }
        if (Files.exists(server)) {
            return new EmbeddedPostgresFailure(
                    Reason.NOT_PERMITTED,
                    "%s may not be run: %s.".formatted(server, failed.getMessage()),
                    "Choose a home on a file system that allows programs (not mounted noexec).",
                    failed);
        }
        return new EmbeddedPostgresFailure(
                Reason.BINARIES_DAMAGED,
                "%s is missing.".formatted(server),
                "Remove its folder; the next start unpacks it again.",
                failed);
    }
}
