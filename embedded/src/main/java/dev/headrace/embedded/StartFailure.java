package dev.headrace.embedded;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.util.List;
import java.util.Locale;

/// Translates what PostgreSQL's programs say when they give up: the only place that reads their
/// words.
final class StartFailure {
    /// Enough for the error with its detail and hint.
    private static final int LINES_MAX = 6;

    private StartFailure() {}

    /// @param what the sentence's beginning, without a full stop
    /// @param words what the program said, the end is what matters
    /// @param port that the server was to listen on, 0 when it was not yet at that
    static EmbeddedPostgresFailure of(String what, String words, int port) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("address already in use")) {
            return portTaken(port);
        }
        String sentence = "%s: %s".formatted(what, lastLines(words));
        if (EmbeddedPostgresFailure.speaksOfSpace(lower)) {
            return new EmbeddedPostgresFailure(
                    Reason.NO_SPACE, sentence, "Free some space there, or choose another home.");
        }
        if (lower.contains("database files are incompatible")) {
            return new EmbeddedPostgresFailure(
                    Reason.OTHER_VERSION,
                    sentence,
                    "Start it with the version that made it, or move it away.");
        }
        if (lower.contains("must not be run as") || lower.contains("cannot be run as root")) {
            return new EmbeddedPostgresFailure(
                    Reason.ROOT_REFUSED, sentence, "Run as an ordinary user.");
        }
        if (EmbeddedPostgresFailure.speaksOfPermission(lower)) {
            return new EmbeddedPostgresFailure(
                    Reason.NOT_PERMITTED,
                    sentence,
                    "Give the user that runs it the right to those files, or choose another home.");
        }
        return new EmbeddedPostgresFailure(
                Reason.START_FAILED, sentence, "Correct what it names, then start it again.");
    }

    static EmbeddedPostgresFailure portTaken(int port) {
        return new EmbeddedPostgresFailure(
                Reason.PORT_TAKEN,
                "Port %d on 127.0.0.1 is taken by another program.".formatted(port),
                "End that program, or choose another port (0 for a free one).");
    }

    static String lastLines(String words) {
        List<String> lines =
                words.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return String.join(
                " / ", lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size()));
    }
}
