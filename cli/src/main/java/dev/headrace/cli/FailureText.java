package dev.headrace.cli;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailurePlace;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A failure as people read it: what happened, where, why, and what to do next.
final class FailureText {
    private static final Pattern CLASS_NAME =
            Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.){2,}[A-Z][A-Za-z0-9_$]*(?::\\s*|\\b)");

    private static final String FOLLOWING_LINE = "\n        ";

    private FailureText() {}

    static Text of(Failure failure, boolean verbose) {
        Text text = Text.empty().add("error: ", Text.Style.RED).bold(sentence(failure, verbose));
        String place = place(failure.place());
        add(text, "where", place == null ? null : Printable.line(place));
        add(text, "why", reason(failure, verbose));
        add(text, "next", failure.nextStep());
        add(text, "code", failure.code().name());
        if (verbose) {
            text.newLine().lines(stackTrace(failure).strip());
        }
        return text;
    }

    /// What happened, without the names of our classes.
    static String sentence(Failure failure, boolean verbose) {
        return verbose ? failure.message() : withoutClassNames(failure.message());
    }

    /// The driver's or system's own words, null where there are none or where they only repeat the
    /// sentence.
    static @Nullable String reason(Failure failure, boolean verbose) {
        String reason = failure.reason();
        if (reason == null || verbose) {
            return reason;
        }
        String plain = withoutClassNames(reason).strip();
        return plain.isEmpty() || plain.equals(failure.message()) ? null : plain;
    }

    private static String withoutClassNames(String text) {
        return CLASS_NAME.matcher(text).replaceAll("");
    }

    /// `orders.csv, line 17, for files.orders`.
    static @Nullable String place(FailurePlace place) {
        StringBuilder text = new StringBuilder();
        if (place.file() != null) {
            text.append(place.file());
            if (place.line() > 0) {
                text.append(", line ").append("%,d".formatted(place.line()));
            }
        }
        if (place.table() != null) {
            text.append(text.isEmpty() ? "table " : ", for table ");
            text.append(place.schema() == null ? "" : place.schema() + ".").append(place.table());
        }
        return text.isEmpty() ? null : text.toString();
    }

    private static void add(Text text, String label, @Nullable String words) {
        if (words != null && !words.isBlank()) {
            String lines = words.strip().replace("\r\n", "\n").replace("\n", FOLLOWING_LINE);
            text.newLine().dim("  %-6s".formatted(label)).lines(lines);
        }
    }

    private static String stackTrace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }
}
