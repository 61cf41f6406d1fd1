package dev.headrace.source.reference;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a table's rows depend on: edition and JDK.
record DataVersion(int edition, String java) {
    private static final Pattern STATE =
            Pattern.compile("([^ ]+) edition (\\d+): (\\d+) of (\\d+)");

    static DataVersion of(Edition edition) {
        return new DataVersion(edition.number(), Runtime.version().toString());
    }

    /// Tells versions apart where there is room for a number only.
    long hash() {
        return 31L * java.hashCode() + edition;
    }

    /// The state after `rows` of `total` rows: a JSON string. A JDK's version has neither spaces
    /// nor characters to escape.
    String state(long rows, long total) {
        return "\"%s edition %d: %d of %d\"".formatted(java, edition, rows, total);
    }

    /// How many rows of this very version a state speaks of; 0 when it speaks of another one.
    long rows(String state, long total) {
        Matcher parts = STATE.matcher(state.replace("\"", ""));
        boolean same =
                parts.matches()
                        && parts.group(1).equals(java)
                        && Integer.parseInt(parts.group(2)) == edition
                        && Long.parseLong(parts.group(4)) == total;
        return same ? Long.parseLong(parts.group(3)) : 0;
    }
}
