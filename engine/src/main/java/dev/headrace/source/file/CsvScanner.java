package dev.headrace.source.file;

import dev.headrace.failure.FailureCode;
import dev.headrace.model.InputPosition;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// Cuts delimited text into records and fields. A quote opens only at a field's begin, is doubled
/// to stand for itself, and must be followed by a delimiter or line end when it closes. A line end
/// is a line feed with or without a carriage return before it; the last one may be missing. Blank
/// lines are no records where a record has more than one field.
///
/// Hot: per byte. Measured by ParseBenchmark. Long methods, because the loop's state must stay in
/// local variables.
final class CsvScanner extends RecordScanner {
    /// Fields of one record that are noted; what has more is no table.
    private static final int FIELDS_MAX = 100_000;

    private final int delimiter;
    private final int quote;
    private final int lineEnd;
    private final long delimiters;
    private final long quotes;
    private final long lineEnds;
    private final long valueBytesMax;

    private List<String> fields = List.of();

    /// Fields that each record must have; 0 while that is unknown.
    private int expected;

    /// Fields of the current record.
    int count;

    private boolean large;

    CsvScanner(Window window, InputPosition position, Dialect dialect, long valueBytesMax) {
        super(window, position);
        this.delimiter = dialect.delimiter();
        this.quote = dialect.quote();
        this.lineEnd = dialect.lineEnd();
        this.delimiters = Words.spread(delimiter);
        this.quotes = Words.spread(quote);
        this.lineEnds = Words.spread(lineEnd);
        this.valueBytesMax = valueBytesMax;
    }

    /// From here on each record must have these fields.
    void expect(List<String> names) {
        fields = List.copyOf(names);
        expected = fields.size();
    }

    @Override
    List<String> fields() {
        return fields;
    }

    /// Passes over physical lines, whatever stands in them.
    void skipLines(int many) throws IOException {
        for (int i = 0; i < many; i++) {
            beginRecord();
            index = next;
            while (skipToLineEnd() == Window.FULL) {
                start = index;
            }
            next = index;
        }
    }

    /// Takes the current record for the header: it is no data record.
    void uncount() {
        records--;
    }

    @Override
    int next() throws IOException {
        while (true) {
            beginRecord();
            large = false;
            int outcome = scan();
            if (outcome == END) {
                return END;
            }
            if (outcome == RECORD && count == 1 && expected != 1 && isBlank()) {
                continue;
            }
            records++;
            return outcome == RECORD ? checked() : outcome;
        }
    }

    private boolean isBlank() {
        return from[0] == to[0] && kind[0] == CellKind.PLAIN;
    }

    private int checked() {
        if (large) {
            return bad(FailureCode.VALUE_TOO_LARGE, tooLarge("A value"));
        }
        if (expected != 0 && count != expected) {
            return bad(
                    FailureCode.ROW_MALFORMED,
                    "The row has %d %s where %d are expected."
                            .formatted(count, count == 1 ? "field" : "fields", expected));
        }
        return RECORD;
    }

    private String tooLarge(String what) {
        return String.format(Locale.ROOT, "%s is longer than %,d bytes.", what, valueBytesMax);
    }

    private int scan() throws IOException {
        byte[] b = window.bytes;
        int end = window.limit;
        int p = next;
        int n = 0;
        while (true) {
            // One turn per field: p stands at its first byte.
            if (p >= end) {
                index = p;
                int fetched = fetch();
                p = index;
                if (fetched == Window.FULL) {
                    return tooLong(AT_FIELD);
                } else if (fetched == Window.ENDED) {
                    return n == 0 ? endOfInput() : plain(n, p - start, p);
                }
                b = window.bytes;
                end = window.limit;
            }
            if (b[p] == quote) {
                index = p + 1;
                int outcome = scanQuoted(n);
                if (outcome != RECORD) {
                    return outcome;
                }
                b = window.bytes;
                end = window.limit;
                p = index;
                n++;
                if (p < end && b[p] == delimiter) {
                    p++;
                    continue;
                }
                return close(n, p);
            }
            int begin = p - start;
            while (true) {
                p = findEnd(b, p, end);
                if (p < end) {
                    break;
                }
                index = p;
                int fetched = fetch();
                p = index;
                if (fetched == Window.FULL) {
                    return tooLong(IN_FIELD);
                } else if (fetched == Window.ENDED) {
                    return plain(n, begin, p);
                }
                b = window.bytes;
                end = window.limit;
            }
            if (b[p] != delimiter) {
                return plain(n, begin, p);
            }
            int stop = p - start;
            large |= stop - begin > valueBytesMax;
            if (n < FIELDS_MAX) {
                put(n, begin, stop, CellKind.PLAIN);
            }
            n++;
            p++;
        }
    }

    /// Index of the first delimiter or line end from `p` on, or `end`.
    private int findEnd(byte[] b, int p, int end) {
        int i = p;
        while (i + Long.BYTES <= end) {
            long word = Words.at(b, i);
            long marks = Words.zeros(word ^ delimiters) | Words.zeros(word ^ lineEnds);
            if (marks != 0) {
                return i + Words.lowest(marks);
            }
            i += Long.BYTES;
        }
        while (i < end && b[i] != delimiter && b[i] != lineEnd) {
            i++;
        }
        return i;
    }

    /// The record's last field is one without quotes and ends before `p`, where the line or the
    /// input ends.
    private int plain(int field, int begin, int p) {
        int stop = p - start;
        if (stop > begin && window.bytes[p - 1] == '\r') {
            stop--;
        }
        large |= stop - begin > valueBytesMax;
        put(field, begin, stop, CellKind.PLAIN);
        return close(field + 1, p);
    }

    /// The record ends at `p`, where the line or the input ends.
    private int close(int fieldCount, int p) {
        count = fieldCount;
        next = p;
        isOpen = p >= window.limit;
        if (!isOpen) {
            // A carriage return may stand between a closing quote and the line feed.
            next = Math.min(window.limit, window.bytes[p] == lineEnd ? p + 1 : p + 2);
            lines++;
        }
        return RECORD;
    }

    private int endOfInput() {
        next = index;
        return END;
    }

    /// Scans a field in quotes from behind its opening quote; leaves [#index] behind its closing
    /// one, at a delimiter, a line end or the end of input.
    private int scanQuoted(int field) throws IOException {
        byte[] b = window.bytes;
        int end = window.limit;
        int p = index;
        int begin = p - start;
        byte how = CellKind.QUOTED;
        while (true) {
            while (p + Long.BYTES <= end) {
                long word = Words.at(b, p);
                long marks = Words.zeros(word ^ quotes) | Words.zeros(word ^ lineEnds);
                if (marks != 0) {
                    p += Words.lowest(marks);
                    break;
                }
                p += Long.BYTES;
            }
            if (p >= end) {
                index = p;
                int fetched = fetch();
                if (fetched != 0) {
                    return fetched == Window.FULL ? tooLong(IN_QUOTES) : unclosed();
                }
                p = index;
                b = window.bytes;
                end = window.limit;
                continue;
            }
            byte c = b[p++];
            if (c == lineEnd) {
                lines++;
            } else if (c == quote) {
                index = p;
                int fetched = fetch();
                if (fetched == Window.FULL) {
                    return tooLong(BEHIND_QUOTE);
                }
                p = index;
                b = window.bytes;
                end = window.limit;
                if (fetched == Window.ENDED || b[p] != quote) {
                    int stop = p - 1 - start;
                    large |= stop - begin > valueBytesMax;
                    if (field < FIELDS_MAX) {
                        put(field, begin, stop, how);
                    }
                    return fetched == Window.ENDED ? RECORD : checkClosed();
                }
                how = CellKind.ESCAPED;
                p++;
            }
        }
    }

    /// What follows a closing quote must end the field.
    private int checkClosed() throws IOException {
        byte c = window.bytes[index];
        if (c == delimiter || c == lineEnd) {
            return RECORD;
        }
        if (c == '\r') {
            index++;
            int fetched = fetch();
            index--;
            if (fetched == Window.FULL) {
                return tooLong(BEHIND_QUOTE);
            }
            if (fetched == Window.ENDED || window.bytes[index + 1] == lineEnd) {
                return RECORD;
            }
        }
        if (skipToLineEnd() == Window.FULL) {
            return tooLong(IN_FIELD);
        }
        next = index;
        return bad(
                FailureCode.ROW_MALFORMED,
                "Text follows a closing quote; a quote inside a quoted field must be doubled.");
    }

    private int unclosed() {
        next = index;
        return bad(FailureCode.ROW_MALFORMED, "A quote opens and never closes.");
    }

    /// Moves [#index] behind the next line end or to the end of input.
    private int skipToLineEnd() throws IOException {
        while (true) {
            int fetched = fetch();
            if (fetched != 0) {
                return fetched;
            }
            if (window.bytes[index++] == lineEnd) {
                lines++;
                return 0;
            }
        }
    }

    // Where a scan stands when its record turns out to be too long to keep.
    private static final int AT_FIELD = 0;
    private static final int IN_FIELD = 1;
    private static final int IN_QUOTES = 2;
    private static final int BEHIND_QUOTE = 3;

    /// Passes over the rest of a record without keeping it.
    private int tooLong(int where) throws IOException {
        letGo();
        int state = where;
        while (true) {
            start = index;
            if (fetch() == Window.ENDED) {
                if (state == IN_QUOTES) {
                    return unclosed();
                }
                break;
            }
            byte c = window.bytes[index++];
            boolean lineEnded = c == lineEnd;
            if (lineEnded) {
                lines++;
            }
            if (lineEnded && state != IN_QUOTES) {
                break;
            }
            state = after(state, c);
        }
        next = index;
        return bad(FailureCode.VALUE_TOO_LARGE, tooLarge("A value or its record"));
    }

    private int after(int state, byte c) {
        if (state == IN_QUOTES) {
            return c == quote ? BEHIND_QUOTE : IN_QUOTES;
        }
        if (c == quote && state != IN_FIELD) {
            return IN_QUOTES;
        }
        return c == delimiter ? AT_FIELD : IN_FIELD;
    }
}
