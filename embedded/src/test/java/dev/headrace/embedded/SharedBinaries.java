package dev.headrace.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Unpacked once for all tests of this room that are not about unpacking; removed when the JVM
/// ends.
final class SharedBinaries {
    private static final Path DIRECTORY = make();

    private SharedBinaries() {}

    /// Anybody may enter it.
    static Path directory() {
        return DIRECTORY;
    }

    private static Path make() {
        try {
            Path directory = Files.createTempDirectory("headrace-embedded-binaries-");
            Files.setPosixFilePermissions(directory, Directories.PASSABLE);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try {
            Directories.remove(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
