package dev.headrace.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes and times as people write them, and as they read them.
final class Quantities {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,18})\\s*([A-Za-z]*)");

    private static final Map<String, Long> BYTES =
            Map.of(
                    "", 1L,
                    "b", 1L,
                    "k", 1L << 10,
                    "kib", 1L << 10,
                    "kb", 1_000L,
                    "m", 1L << 20,
                    "mib", 1L << 20,
                    "mb", 1_000_000L,
                    "g", 1L << 30,
                    "gib", 1L << 30);

    private static final Map<String, Long> MILLIS =
            Map.of(
                    "ms",
                    1L,
                    "",
                    1_000L,
                    "s",
                    1_000L,
                    "m",
                    60_000L,
                    "min",
                    60_000L,
                    "h",
                    3_600_000L);

    private Quantities() {}

    /// `67108864`, `64MiB`, `64M`, `64MB`.
    ///
    /// @throws dev.headrace.failure.Failure `USAGE` where it is none, or not from `min` to `max`
    static long bytes(String option, String text, long min, long max) {
        return parse(option, text, BYTES, min, max, "Give bytes, such as 67108864 or 64MiB");
    }

    /// `30`, `30s`, `5m`, `1h`, `500ms`; a bare number is seconds.
    static Duration time(String option, String text, Duration min, Duration max) {
        return Duration.ofMillis(
                parse(
                        option,
                        text,
                        MILLIS,
                        min.toMillis(),
                        max.toMillis(),
                        "Give a time, such as 30s or 5m"));
    }

    /// A whole number from `min` to `max`.
    static long count(String option, String text, long min, long max) {
        return parse(
                option,
                text,
                Map.of("", 1L),
                min,
                max,
                "Give a whole number from %,d to %,d".formatted(min, max));
    }

    private static long parse(
            String option,
            String text,
            Map<String, Long> units,
            long min,
            long max,
            String wanted) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text.strip());
        if (matcher.matches()) {
            Long unit = units.get(matcher.group(2).toLowerCase(Locale.ROOT));
            long number = Long.parseLong(matcher.group(1));
            if (unit != null && number <= Long.MAX_VALUE / unit) {
                long value = number * unit;
                if (value >= min && value <= max) {
                    return value;
                }
                throw Usage.value(
                        option,
                        text,
                        wanted + (value < min ? "; this is too little." : "; this is too much."));
            }
        }
        throw Usage.value(option, text, wanted + ".");
    }

    /// `1.2 GB`, for people.
    static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double value = bytes;
        for (String unit : new String[] {"kB", "MB", "GB", "TB"}) {
            value /= 1_000;
            if (value < 999.95 || unit.equals("TB")) {
                return String.format(Locale.ROOT, "%.1f %s", value, unit);
            }
        }
        throw new IllegalStateException("The last unit takes all");
    }

    /// `1,234,567`.
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    static String time(Duration time) {
        long millis = time.toMillis();
        if (millis < 9_950) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        long seconds = Math.round(millis / 1_000.0);
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3_600
                ? "%d min %d s".formatted(seconds / 60, seconds % 60)
                : "%d h %d min".formatted(seconds / 3_600, seconds % 3_600 / 60);
    }

    /// Rows per second, with three digits that matter.
    static String rate(long rows, Duration time) {
        long rounded = Math.round(rows / Math.max(time.toNanos() / 1e9, 1e-3));
        long step = 1;
        while (rounded / step >= 1_000) {
            step *= 10;
        }
        return count(rounded / step * step);
    }
}
