package dev.headrace.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The file of `--log-file`: appended to, each line with its time. A log that can no longer be
/// written stops nothing.
final class LogFile {
    private final Writer writer;

    private LogFile(Writer writer) {
        this.writer = writer;
    }

    /// Opens the file for appending.
    ///
    /// @throws dev.headrace.failure.Failure `USAGE` where that cannot be
    static LogFile open(String name) {
        try {
            return new LogFile(
                    Files.newBufferedWriter(
                            Path.of(name),
                            StandardCharsets.UTF_8,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.APPEND));
        } catch (IOException | InvalidPathException e) {
            throw Usage.failure(
                    "The log file %s cannot be written.".formatted(name),
                    "Name a file in a folder that exists and that you may write to.");
        }
    }

    synchronized void write(String level, String text) {
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            writer.write("%s %-5s %s%n".formatted(now, level, text));
            writer.flush();
        } catch (IOException e) {
            // The disk is full or gone: the load goes on, and says itself how it ends.
        }
    }
}
