package dev.headrace.source.file;

/// Walks over JSON text and checks its grammar, strictly (RFC 8259). Nesting is bounded, memory is
/// one bit per level.
final class JsonSyntax {
    /// Deeper nesting is refused, as the readers of such text refuse it.
    static final int DEPTH_MAX = 512;

    /// No valid value stands there.
    static final int INVALID = -1;

    private final boolean[] objects = new boolean[DEPTH_MAX + 1];

    /// Whether the text is exactly one JSON value, with or without white space around it.
    boolean isValid(byte[] b, int from, int to) {
        int begin = skipSpace(b, from, to);
        int end = value(b, begin, to);
        return end != INVALID && skipSpace(b, end, to) == to;
    }

    /// Walks over the value at `p`, nested ones included.
    ///
    /// @return the index behind it, or [#INVALID]
    int value(byte[] b, int p, int to) {
        int depth = 0;
        int i = p;
        while (true) {
            // A value begins at i.
            if (i >= to) {
                return INVALID;
            }
            byte c = b[i];
            if (c == '{' || c == '[') {
                if (++depth > DEPTH_MAX) {
                    return INVALID;
                }
                objects[depth] = c == '{';
                i = skipSpace(b, i + 1, to);
                byte closing = (byte) (c == '{' ? '}' : ']');
                if (i >= to || b[i] != closing) {
                    i = c == '{' ? key(b, i, to) : i;
                    if (i == INVALID) {
                        return INVALID;
                    }
                    continue;
                }
                i++;
                depth--;
            } else {
                i = scalar(b, i, to);
                if (i == INVALID) {
                    return INVALID;
                }
            }
            // A value has ended: close what ends with it, or go on to the next one.
            while (depth > 0) {
                i = skipSpace(b, i, to);
                if (i >= to) {
                    return INVALID;
                }
                byte after = b[i++];
                if (after == ',') {
                    i = skipSpace(b, i, to);
                    i = objects[depth] ? key(b, i, to) : i;
                    break;
                }
                if (after != (objects[depth] ? '}' : ']')) {
                    return INVALID;
                }
                depth--;
            }
            if (i == INVALID || depth == 0) {
                return i;
            }
        }
    }

    /// Walks over a key, its colon and the space around it.
    private static int key(byte[] b, int p, int to) {
        if (p >= to || b[p] != '"') {
            return INVALID;
        }
        int end = string(b, p, to);
        if (end == INVALID) {
            return INVALID;
        }
        int colon = skipSpace(b, end, to);
        return colon < to && b[colon] == ':' ? skipSpace(b, colon + 1, to) : INVALID;
    }

    static int scalar(byte[] b, int p, int to) {
        return switch (b[p]) {
            case '"' -> string(b, p, to);
            case 't' -> word(b, p, to, TRUE);
            case 'f' -> word(b, p, to, FALSE);
            case 'n' -> word(b, p, to, NULL);
            default -> number(b, p, to);
        };
    }

    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private static int word(byte[] b, int p, int to, byte[] word) {
        if (p + word.length > to) {
            return INVALID;
        }
        for (int i = 0; i < word.length; i++) {
            if (b[p + i] != word[i]) {
                return INVALID;
            }
        }
        return p + word.length;
    }

    /// Walks over a string from its opening quote on.
    static int string(byte[] b, int p, int to) {
        int i = p + 1;
        while (i < to) {
            byte c = b[i];
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i = escape(b, i, to);
                if (i == INVALID) {
                    return INVALID;
                }
            } else if (c >= 0 && c < ' ') {
                return INVALID;
            } else {
                i++;
            }
        }
        return INVALID;
    }

    /// Walks over an escape from its backslash on.
    static int escape(byte[] b, int p, int to) {
        if (p + 1 >= to) {
            return INVALID;
        }
        return switch (b[p + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 2;
            case 'u' -> p + 6 <= to && hex(b, p + 2) >= 0 ? p + 6 : INVALID;
            default -> INVALID;
        };
    }

    /// The number that four hexadecimal digits make, negative where they are none.
    static int hex(byte[] b, int p) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(b[p + i], 16);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }

    static int number(byte[] b, int p, int to) {
        int i = p < to && b[p] == '-' ? p + 1 : p;
        int whole = i;
        i = digits(b, i, to);
        if (i == whole || (b[whole] == '0' && i - whole > 1)) {
            return INVALID;
        }
        if (i < to && b[i] == '.') {
            int fraction = i + 1;
            i = digits(b, fraction, to);
            if (i == fraction) {
                return INVALID;
            }
        }
        if (i < to && (b[i] == 'e' || b[i] == 'E')) {
            int exponent = i + 1;
            if (exponent < to && (b[exponent] == '+' || b[exponent] == '-')) {
                exponent++;
            }
            i = digits(b, exponent, to);
            if (i == exponent) {
                return INVALID;
            }
        }
        return i;
    }

    private static int digits(byte[] b, int p, int to) {
        int i = p;
        while (i < to && Numbers.isDigit(b[i])) {
            i++;
        }
        return i;
    }

    static int skipSpace(byte[] b, int p, int to) {
        int i = p;
        while (i < to && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r')) {
            i++;
        }
        return i;
    }
}
