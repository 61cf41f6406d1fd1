package dev.headrace.cli;

import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What came out of setup tests, for people.
final class CheckText {
    private static final int TITLE_CELLS =
            Stream.of(SetupTest.values()).mapToInt(test -> test.title().length()).max().orElse(0);
    private static final int STATUS_CELLS = 8;
    private static final int GAP = 2;
    private static final int INDENT = TITLE_CELLS + STATUS_CELLS + 2 * GAP;
    private static final int WIDTH_MAX = 110;

    private CheckText() {}

    /// A test's line, wrapped under itself, and its next steps.
    static Text of(SetupTestResult result, int width) {
        Text text = Text.empty();
        String title = result.test().title();
        text.add(title).spaces(TITLE_CELLS + GAP - title.length());
        String word = word(result.status());
        text.add(word, style(result.status())).spaces(STATUS_CELLS + GAP - word.length());
        addLines(text, result.message() + time(result), width);
        String next = result.nextStep();
        if (next != null) {
            text.newLine().spaces(TITLE_CELLS + GAP).dim("next").spaces(STATUS_CELLS + GAP - 4);
            addLines(text, next, width);
        }
        return text;
    }

    private static String time(SetupTestResult result) {
        return result.status() == SetupStatus.SKIPPED || result.duration().isZero()
                ? ""
                : " (%s)".formatted(Quantities.time(result.duration()));
    }

    /// A statement stays on its line, so that it can be pasted.
    private static void addLines(Text text, String paragraphs, int width) {
        int room = Math.max(20, Math.min(width, WIDTH_MAX) - INDENT);
        boolean first = true;
        for (String paragraph : paragraphs.split("\n", -1)) {
            for (String line :
                    paragraph.endsWith(";") ? List.of(paragraph) : HelpText.wrap(paragraph, room)) {
                if (!first) {
                    text.newLine().spaces(INDENT);
                }
                first = false;
                text.add(line);
            }
        }
    }

    private static String word(SetupStatus status) {
        return switch (status) {
            case PASSED, SKIPPED, WARNING -> status.name().toLowerCase(Locale.ROOT);
            case FAILED -> "FAILED";
            case JOB_FAILED -> "not run";
        };
    }

    private static Text.Style style(SetupStatus status) {
        return switch (status) {
            case PASSED -> Text.Style.GREEN;
            case SKIPPED -> Text.Style.DIM;
            case WARNING -> Text.Style.YELLOW;
            case FAILED, JOB_FAILED -> Text.Style.RED;
        };
    }

    /// The last line.
    static Text end(CheckReport result) {
        Text text = Text.empty().newLine();
        if (result.interrupted()) {
            return text.add("Interrupted. Nothing of the tests is left there.");
        }
        if (result.report().passed()) {
            return text.add("ready", Text.Style.GREEN);
        }
        SetupTestResult failed =
                result.report().results().stream()
                        .filter(each ->
                                each.status() == SetupStatus.FAILED
                                        || each.status() == SetupStatus.JOB_FAILED)
                        .findFirst()
                        .orElseThrow();
        return text.add("%s did not pass".formatted(failed.test().title()), Text.Style.RED)
                .add(
                        failed.nextStep() == null
                                ? "."
                                : ". Do what stands under next, then run again.");
    }

    /// What is tried just now.
    static String trying(SetupTest test, String step, Duration since) {
        String time = since.toSeconds() > 0 ? ", %d s".formatted(since.toSeconds()) : "";
        return step.isEmpty()
                ? test.title() + time
                : "%s: %s%s".formatted(test.title(), step, time);
    }
}
