package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.InputPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Cuts JSON Lines into records: one object per line, white space and blank lines ignored. Keys may
/// come in any order; the order of the record before is tried first. Of equal keys the last wins.
///
/// Hot: per byte. Measured by ParseBenchmark.
final class JsonLineScanner extends RecordScanner {
    /// More keys are no table; the destination's limit is far below.
    private static final int FIELDS_MAX = 10_000;

    private static final long LINE_ENDS = Words.spread('\n');
    private static final long QUOTES = Words.spread('"');
    private static final long BACKSLASHES = Words.spread('\\');
    private static final long SPACES = Words.spread(' ');

    private final JsonSyntax syntax = new JsonSyntax();
    private final FieldText keyText = new FieldText();
    private final long valueBytesMax;
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> byName = new HashMap<>();
    private byte[][] keys = new byte[16][];

    JsonLineScanner(Window window, InputPosition position, long valueBytesMax) {
        super(window, position);
        this.valueBytesMax = valueBytesMax;
    }

    @Override
    List<String> fields() {
        return names;
    }

    @Override
    int next() throws IOException {
        while (true) {
            beginRecord();
            index = next;
            int found = findLineEnd();
            if (found == Window.FULL) {
                records++;
                return tooLong();
            }
            int end = index;
            if (found == Window.ENDED && end == start) {
                next = end;
                return END;
            }
            boolean ended = found == Window.ENDED;
            isOpen = ended;
            next = ended ? end : end + 1;
            lines += ended ? 0 : 1;
            int begin = JsonSyntax.skipSpace(window.bytes, start, end);
            if (begin == end) {
                continue;
            }
            records++;
            return parse(begin, end);
        }
    }

    /// Moves [#index] to the next line feed.
    private int findLineEnd() throws IOException {
        while (true) {
            byte[] b = window.bytes;
            int limit = window.limit;
            int p = index;
            while (p + Long.BYTES <= limit) {
                long marks = Words.zeros(Words.at(b, p) ^ LINE_ENDS);
                if (marks != 0) {
                    index = p + Words.lowest(marks);
                    return 0;
                }
                p += Long.BYTES;
            }
            while (p < limit) {
                if (b[p] == '\n') {
                    index = p;
                    return 0;
                }
                p++;
            }
            index = p;
            int fetched = fetch();
            if (fetched != 0) {
                return fetched;
            }
        }
    }

    private int tooLong() throws IOException {
        letGo();
        int found;
        do {
            start = index;
            found = findLineEnd();
        } while (found == Window.FULL);
        next = found == Window.ENDED ? index : index + 1;
        lines += found == Window.ENDED ? 0 : 1;
        return tooLarge("A value or its record");
    }

    private int tooLarge(String what) {
        return bad(
                FailureCode.VALUE_TOO_LARGE,
                String.format(Locale.ROOT, "%s is longer than %,d bytes.", what, valueBytesMax));
    }

    private int parse(int begin, int end) {
        byte[] b = window.bytes;
        Arrays.fill(kind, 0, Math.min(kind.length, names.size()), CellKind.NULL);
        if (b[begin] != '{') {
            return invalid();
        }
        int p = JsonSyntax.skipSpace(b, begin + 1, end);
        if (p < end && b[p] == '}') {
            return closed(p + 1, end);
        }
        int expected = 0;
        boolean large = false;
        while (true) {
            if (p >= end || b[p] != '"') {
                return invalid();
            }
            int keyEnd = stringEnd(b, p + 1, end);
            if (keyEnd == JsonSyntax.INVALID) {
                return invalid();
            }
            int field = field(b, p + 1, keyEnd, expected);
            if (field < 0) {
                return bad(FailureCode.ENCODING_INVALID, "A key is not in the file's encoding.");
            }
            expected = field + 1;
            p = JsonSyntax.skipSpace(b, keyEnd + 1, end);
            if (p >= end || b[p] != ':') {
                return invalid();
            }
            p = value(b, JsonSyntax.skipSpace(b, p + 1, end), end, field);
            if (p == JsonSyntax.INVALID) {
                return invalid();
            }
            large |= to[field] - from[field] > valueBytesMax;
            p = JsonSyntax.skipSpace(b, p, end);
            if (p >= end) {
                return invalid();
            }
            if (b[p] == '}') {
                return large ? tooLarge("A value") : closed(p + 1, end);
            }
            if (b[p] != ',') {
                return invalid();
            }
            p = JsonSyntax.skipSpace(b, p + 1, end);
        }
    }

    private int closed(int p, int end) {
        return JsonSyntax.skipSpace(window.bytes, p, end) == end ? RECORD : invalid();
    }

    private int invalid() {
        return bad(FailureCode.ROW_MALFORMED, "The line is no valid JSON object.");
    }

    /// Notes the value at `p` and walks over it.
    ///
    /// @return the index behind it, or [JsonSyntax#INVALID]
    private int value(byte[] b, int p, int end, int field) {
        if (p >= end) {
            return JsonSyntax.INVALID;
        }
        byte c = b[p];
        if (c == '"') {
            int close = stringEnd(b, p + 1, end);
            if (close == JsonSyntax.INVALID) {
                return JsonSyntax.INVALID;
            }
            put(field, p + 1 - start, close - start, stringKind);
            return close + 1;
        }
        if (c == '{' || c == '[') {
            int close = syntax.value(b, p, end);
            put(field, p - start, close - start, CellKind.NESTED);
            return close;
        }
        int close = JsonSyntax.scalar(b, p, end);
        byte how =
                switch (c) {
                    case 't', 'f' -> CellKind.BOOLEAN;
                    case 'n' -> CellKind.NULL;
                    default -> CellKind.NUMBER;
                };
        put(field, p - start, close - start, how);
        return close;
    }

    /// The kind of the string that [#stringEnd] has walked over last.
    private byte stringKind = CellKind.STRING;

    /// Index of the closing quote of a string whose first byte is at `p`.
    private int stringEnd(byte[] b, int p, int end) {
        stringKind = CellKind.STRING;
        int i = p;
        while (true) {
            while (i + Long.BYTES <= end) {
                long word = Words.at(b, i);
                // The last term marks control characters, and nothing else that matters.
                long marks =
                        Words.zeros(word ^ QUOTES)
                                | Words.zeros(word ^ BACKSLASHES)
                                | ((word - SPACES) & ~word & Words.HIGHS);
                if (marks != 0) {
                    i += Words.lowest(marks);
                    break;
                }
                i += Long.BYTES;
            }
            if (i >= end) {
                return JsonSyntax.INVALID;
            }
            byte c = b[i];
            if (c == '"') {
                return i;
            }
            if (c == '\\') {
                stringKind = CellKind.STRING_ESCAPED;
                i = JsonSyntax.escape(b, i, end);
                if (i == JsonSyntax.INVALID) {
                    return JsonSyntax.INVALID;
                }
            } else if (c >= 0 && c < ' ') {
                return JsonSyntax.INVALID;
            } else {
                i++;
            }
        }
    }

    /// The field of a key, new or known; -1 where the key is no text.
    private int field(byte[] b, int p, int end, int expected) {
        if (expected < names.size()
                && Arrays.equals(keys[expected], 0, keys[expected].length, b, p, end)) {
            return expected;
        }
        keyText.read(b, p, end, stringKind);
        if (Utf8.check(keyText.bytes, keyText.from, keyText.to) == Utf8.INVALID) {
            return -1;
        }
        String name =
                new String(
                                keyText.bytes,
                                keyText.from,
                                keyText.to - keyText.from,
                                StandardCharsets.UTF_8)
                        .replace('\0', '\uFFFD');
        Integer known = byName.get(name);
        return known != null ? known : add(name, Arrays.copyOfRange(b, p, end));
    }

    private int add(String name, byte[] key) {
        int field = names.size();
        if (field == FIELDS_MAX) {
            throw Failure.of(
                    FailureCode.TOO_MANY_COLUMNS,
                    "The records have more than %d different keys.".formatted(FIELDS_MAX));
        }
        if (field == keys.length) {
            keys = Arrays.copyOf(keys, 2 * field);
        }
        keys[field] = key;
        names.add(name);
        byName.put(name, field);
        return field;
    }
}
