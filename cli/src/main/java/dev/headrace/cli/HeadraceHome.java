package dev.headrace.cli;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The user's folder: profiles and the demo's database. A load's state is not here but in the
/// destination.
record HeadraceHome(Path directory) {
    private static final String VARIABLE = "HEADRACE_HOME";

    static HeadraceHome of(Environment environment) {
        String named = environment.variable(VARIABLE);
        try {
            return new HeadraceHome(
                    named.isEmpty()
                            ? environment.userHome().resolve(".headrace")
                            : Path.of(named).toAbsolutePath());
        } catch (InvalidPathException e) {
            throw Usage.failure(VARIABLE + " is no path.", "Set it to a folder.");
        }
    }

    Path profiles() {
        return directory.resolve("destinations.yaml");
    }

    Path privateLinks() {
        return directory.resolve("private-links.yaml");
    }

    Path demo() {
        return directory.resolve("demo");
    }

    /// Makes the folder where it is missing, for its owner alone.
    ///
    /// @throws Failure `HOME_UNUSABLE` where that cannot be
    void ensure() {
        try {
            if (!Files.isDirectory(directory)) {
                Path parent = directory.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                Files.createDirectory(
                        directory,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
        } catch (IOException e) {
            throw Failure.of(
                    FailureCode.HOME_UNUSABLE,
                    "The folder %s cannot be made.".formatted(directory),
                    e);
        }
    }
}
