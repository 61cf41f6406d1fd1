package dev.headrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Where test servers keep their files. The names tell which process made them, so that what a
/// killed test run left behind goes with the next one.
final class TestDirectories {
    private static final String PREFIX = "headrace-test-";

    private TestDirectories() {}

    /// A fresh directory. Others may pass through it: as root the server may run as another
    /// account.
    static Path create() {
        try {
            Path parent = temporary();
            sweep(parent);
            Path home =
                    Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
            Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where binaries are kept between test runs, so that only the first one unpacks; in the home
    /// itself should somebody else own that place.
    static Path binaries(Path home) {
        try {
            Path shared =
                    temporary().resolve("headrace-binaries-" + System.getProperty("user.name"));
            if (!Files.exists(shared)) {
                Files.createDirectories(
                        shared,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwxr-xr-x")));
            }
            boolean ours =
                    Files.getOwner(shared, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(home));
            return ours ? shared : home.resolve("binaries");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
            for (Path leftover : leftovers) {
                String pid =
                        leftover.getFileName()
                                .toString()
                                .substring(PREFIX.length())
                                .split("-", 2)[0];
                if (pid.matches("\\d{1,9}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    remove(leftover);
                }
            }
        }
    }

    /// Removes as much as it may: another run may be sweeping the same.
    static void remove(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            List<Path> childrenFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : childrenFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.getLogger(TestDirectories.class.getName())
                    .log(System.Logger.Level.DEBUG, "left behind: " + directory, e);
        }
    }
}
