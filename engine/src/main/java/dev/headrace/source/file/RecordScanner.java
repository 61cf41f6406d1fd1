package dev.headrace.source.file;

import dev.headrace.failure.FailureCode;
import dev.headrace.model.BadRow;
import dev.headrace.model.InputPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks over the records of one input and tells where the fields of the current one lie. Knows
/// nothing of types.
///
/// Hot: the arrays are read per cell without a call. They hold one entry per field; `from` and `to`
/// count from [#start], the record's first byte in [#bytes].
abstract class RecordScanner {
    /// A record whose fields can be read.
    static final int RECORD = 0;

    /// A record that breaks the format's rules; [#problem] and [#code] say why.
    static final int BAD = 1;

    static final int END = 2;

    final Window window;

    int[] from = new int[16];
    int[] to = new int[16];
    byte[] kind = new byte[16];

    /// Index of the current record's first byte.
    int start;

    /// Index after the current record and its line end.
    int next;

    /// Where a scan stands while more bytes are fetched; moves with the bytes.
    int index;

    /// Physical lines before [#next], and before [#start].
    long lines;

    long startLines;

    /// Data records up to and with the current one.
    long records;

    /// Whether the last record has no line end: the input ends instead.
    boolean isOpen;

    String problem = "";
    FailureCode code = FailureCode.ROW_MALFORMED;

    private long startOffset;

    /// The beginning of a record too long to keep; null for others.
    private byte @Nullable [] head;

    RecordScanner(Window window, InputPosition position) {
        this.window = window;
        this.lines = position.line();
        this.records = position.record();
    }

    /// Moves to the next record.
    ///
    /// @return [#RECORD], [#BAD] or [#END]
    abstract int next() throws IOException;

    /// Names of the fields, in the order of the arrays. A format whose records name their fields
    /// adds to it as they appear.
    abstract List<String> fields();

    final byte[] bytes() {
        return window.bytes;
    }

    /// The place after the current record.
    final InputPosition position() {
        return new InputPosition(window.base + next, records, lines);
    }

    /// The place before the current record.
    final InputPosition positionBefore() {
        return new InputPosition(startOffset, records - 1, startLines);
    }

    /// Of the current record as it lies in the input, its line end included.
    final int length() {
        return next - start;
    }

    final long offset() {
        return window.base + next;
    }

    /// The physical line, from 1, where the current record begins.
    final long line() {
        return startLines + 1;
    }

    final void beginRecord() {
        start = next;
        startOffset = window.base + next;
        startLines = lines;
        head = null;
    }

    /// Fetches bytes until there is one at [#index], keeping the current record.
    ///
    /// @return 0, [Window#ENDED] or [Window#FULL]
    final int fetch() throws IOException {
        while (index >= window.limit) {
            int moved = window.makeRoom(start);
            if (moved == Window.FULL) {
                return Window.FULL;
            }
            start -= moved;
            index -= moved;
            if (!window.read()) {
                return Window.ENDED;
            }
        }
        return 0;
    }

    /// Stops keeping the current record's bytes; only its beginning is remembered, for people.
    final void letGo() {
        int length = Math.min(BadRow.RAW_MAX, window.limit - start);
        head = Arrays.copyOfRange(window.bytes, start, start + length);
        start = index;
    }

    final int bad(FailureCode why, String what) {
        code = why;
        problem = what;
        return BAD;
    }

    /// The current record's text for the quarantine, without its line end and with what is no UTF-8
    /// replaced.
    final String raw() {
        byte[] text = head;
        if (text == null) {
            text = Arrays.copyOfRange(window.bytes, start, Math.min(next, start + BadRow.RAW_MAX));
        }
        int end = text.length;
        while (end > 0 && (text[end - 1] == '\n' || text[end - 1] == '\r')) {
            end--;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    }

    final void put(int field, int fieldFrom, int fieldTo, byte fieldKind) {
        if (field >= from.length) {
            int size = Math.max(field + 1, 2 * from.length);
            from = Arrays.copyOf(from, size);
            to = Arrays.copyOf(to, size);
            kind = Arrays.copyOf(kind, size);
        }
        from[field] = fieldFrom;
        to[field] = fieldTo;
        kind[field] = fieldKind;
    }
}
