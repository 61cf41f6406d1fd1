package dev.headrace.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/// Why the embedded PostgreSQL could not start or stop: a stable reason, a sentence for a person,
/// and what to do next. The message never holds a password.
public final class EmbeddedPostgresFailure extends RuntimeException {
    /// What stands in the way.
    public enum Reason {
        /// Another program listens on the wanted port.
        PORT_TAKEN,
        /// A living process owns the same home.
        ALREADY_RUNNING,
        /// The file system is full.
        NO_SPACE,
        /// A directory cannot be written, read or executed from.
        NOT_PERMITTED,
        /// We are root, PostgreSQL refuses root, and there is no way here to be somebody else.
        ROOT_REFUSED,
        /// No binaries for this operating system, processor or C library.
        PLATFORM_UNSUPPORTED,
        /// The data directory was made by another major version.
        OTHER_VERSION,
        /// The archive with the binaries is missing or damaged.
        BINARIES_DAMAGED,
        /// The server did not become ready in time.
        START_TIMEOUT,
        /// The server or `initdb` ended with an error of its own.
        START_FAILED,
        /// The calling thread was interrupted while it waited.
        INTERRUPTED
    }

    private final Reason reason;
    private final String sentence;
    private final String nextStep;

    EmbeddedPostgresFailure(Reason reason, String sentence, String nextStep) {
        super(sentence + " " + nextStep);
        this.reason = reason;
        this.sentence = sentence;
        this.nextStep = nextStep;
    }

    EmbeddedPostgresFailure(Reason reason, String sentence, String nextStep, Throwable cause) {
        this(reason, sentence, nextStep);
        initCause(cause);
    }

    /// The stable reason.
    public Reason reason() {
        return reason;
    }

    /// What happened, one sentence.
    public String sentence() {
        return sentence;
    }

    /// What to do about it, one sentence.
    public String nextStep() {
        return nextStep;
    }

    /// A file operation that failed while we were, say, *unpacking the binaries into* `where`.
    static EmbeddedPostgresFailure of(IOException failed, String doing, Path where) {
        String words = words(failed);
        String sentence = "%s %s failed: %s.".formatted(doing, where, words);
        return new EmbeddedPostgresFailure(
                reasonOf(failed, words), sentence, adviceFor(failed, words), failed);
    }

    /// What some exceptions mean stands in their class alone, and their message is a path.
    private static String words(IOException failed) {
        return switch (failed) {
            case AccessDeniedException denied -> "permission denied for " + denied.getFile();
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case FileAlreadyExistsException there -> there.getFile() + " is no directory";
            default -> Objects.toString(failed.getMessage(), failed.toString());
        };
    }

    private static Reason reasonOf(IOException failed, String words) {
        if (failed instanceof AccessDeniedException || speaksOfPermission(words)) {
            return Reason.NOT_PERMITTED;
        }
        return speaksOfSpace(words) ? Reason.NO_SPACE : Reason.START_FAILED;
    }

    private static String adviceFor(IOException failed, String words) {
        return switch (reasonOf(failed, words)) {
            case NO_SPACE -> "Free some space there, or choose another home.";
            case NOT_PERMITTED ->
                    "Give this user the right to write there, or choose another home.";
            case PORT_TAKEN,
                    ALREADY_RUNNING,
                    ROOT_REFUSED,
                    PLATFORM_UNSUPPORTED,
                    OTHER_VERSION,
                    BINARIES_DAMAGED,
                    START_TIMEOUT,
                    START_FAILED,
                    INTERRUPTED ->
                    "Check that the directory is on a healthy local file system.";
        };
    }

    static boolean speaksOfSpace(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return lower.contains("no space left")
                || lower.contains("check free disk space")
                || lower.contains("quota exceeded");
    }

    static boolean speaksOfPermission(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return lower.contains("permission denied")
                || lower.contains("read-only file system")
                || lower.contains("operation not permitted");
    }

    static EmbeddedPostgresFailure interrupted(String doing) {
        Thread.currentThread().interrupt();
        return new EmbeddedPostgresFailure(
                Reason.INTERRUPTED, "Interrupted while " + doing + ".", "Start it again.");
    }
}
