package dev.headrace.app;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The folder of what a server keeps outside of its database.
final class HomeFolder {
    private HomeFolder() {}

    /// Makes it for its owner alone, where it is missing and something is to be kept in it: a
    /// server that is given its database and its keys needs no disk.
    ///
    /// @throws Failure HOME_UNUSABLE where that cannot be
    static void ensure(Settings settings) {
        boolean keysElsewhere =
                settings.find(SettingKeys.MASTER_KEY).isPresent()
                        || settings.find(SettingKeys.MASTER_KEY_FILE).isPresent();
        if (keysElsewhere && settings.find(SettingKeys.DATABASE_URL).isPresent()) {
            return;
        }
        Path folder = settings.folder();
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw Failure.of(
                    FailureCode.HOME_UNUSABLE,
                    "The folder %s cannot be made.".formatted(folder),
                    e);
        }
    }
}
