package dev.headrace.source.file;

/// The text of a field as it is meant: without its escapes. Reused from field to field.
final class FieldText {
    private static final int SCRATCH_BYTES = 256;

    /// Longer arrays, the scratch and the scanner's alike, serve one field.
    private static final int SCRATCH_KEPT_BYTES = 1024 * 1024;

    private byte[] scratch = new byte[SCRATCH_BYTES];

    byte[] bytes = scratch;
    int from;
    int to;

    /// Whether something in it could not be kept and became U+FFFD.
    boolean repaired;

    /// Points to the text of the current record's field.
    void read(RecordScanner scanner, int field) {
        read(
                scanner.bytes(),
                scanner.start + scanner.from[field],
                scanner.start + scanner.to[field],
                scanner.kind[field]);
    }

    void read(byte[] b, int begin, int end, int kind) {
        repaired = false;
        if (kind == CellKind.ESCAPED) {
            ensure(end - begin);
            bytes = scratch;
            from = 0;
            to = undouble(b, begin, end);
        } else if (kind == CellKind.STRING_ESCAPED) {
            ensure(end - begin);
            bytes = scratch;
            from = 0;
            to = unescape(b, begin, end);
        } else {
            bytes = b;
            from = begin;
            to = end;
        }
    }

    private void ensure(int length) {
        if (scratch.length < length) {
            int doubled = Math.min(2 * scratch.length, SCRATCH_KEPT_BYTES);
            scratch = new byte[Math.max(length, doubled)];
        }
    }

    /// The text is no longer needed: nothing large stays in memory for it.
    void letGo() {
        if (bytes.length > SCRATCH_KEPT_BYTES) {
            scratch = new byte[SCRATCH_BYTES];
            bytes = scratch;
            from = 0;
            to = 0;
        }
    }

    /// A quote inside a field is doubled, and only quotes are: after the first of two the second is
    /// left out.
    private int undouble(byte[] b, int begin, int end) {
        int n = 0;
        byte quote = b[begin - 1];
        int p = begin;
        while (p < end) {
            byte c = b[p++];
            scratch[n++] = c;
            if (c == quote) {
                p++;
            }
        }
        return n;
    }

    /// Decodes JSON escapes, which are known to be well formed. No escape is shorter than what it
    /// stands for in UTF-8.
    private int unescape(byte[] b, int begin, int end) {
        int n = 0;
        int p = begin;
        while (p < end) {
            byte c = b[p++];
            if (c != '\\') {
                scratch[n++] = c;
                continue;
            }
            byte sign = b[p++];
            if (sign != 'u') {
                scratch[n++] = plain(sign);
                continue;
            }
            int codePoint = JsonSyntax.hex(b, p);
            p += 4;
            if (Character.isHighSurrogate((char) codePoint) && p + 6 <= end && b[p] == '\\') {
                int low = b[p + 1] == 'u' ? JsonSyntax.hex(b, p + 2) : 0;
                if (Character.isLowSurrogate((char) low)) {
                    codePoint = Character.toCodePoint((char) codePoint, (char) low);
                    p += 6;
                }
            }
            boolean lone = codePoint >= 0xD800 && codePoint <= 0xDFFF;
            if (lone || codePoint == 0) {
                codePoint = 0xFFFD;
                repaired = true;
            }
            n = Utf8.encode(codePoint, scratch, n);
        }
        return n;
    }

    private static byte plain(byte sign) {
        return switch (sign) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> sign;
        };
    }
}
