package dev.headrace.source.file;

import java.nio.charset.StandardCharsets;

/// Numbers as text: which text is a number, of which kind, and its value.
///
/// A number without exponent is one only if writing it back gives the same text: no sign but a
/// minus, no leading zero, digits on both sides of the point, no minus before zero. With an
/// exponent it is a double, if a double holds it.
///
/// Hot: per number cell. Measured by ParseBenchmark.
final class Numbers {
    /// What the server's `numeric` holds before and after the point.
    static final int WHOLE_DIGITS_MAX = 131_072;

    static final int FRACTION_DIGITS_MAX = 16_383;

    /// A number of so many digits can be told from its neighbours as a double; more digits are lost
    /// in one.
    private static final int DOUBLE_DIGITS_MAX = 17;

    private static final long DOUBLE_WHOLE_MAX = 1L << 53;

    private static final double[] TENS = new double[23];

    static {
        TENS[0] = 1;
        for (int i = 1; i < TENS.length; i++) {
            TENS[i] = TENS[i - 1] * 10;
        }
    }

    private Numbers() {}

    /// The classes of a text: see [CellClass]; 0 if it is no number.
    static int classify(byte[] b, int from, int to) {
        int p = from;
        boolean negative = p < to && b[p] == '-';
        if (negative) {
            p++;
        }
        int whole = p;
        p = skipDigits(b, p, to);
        int wholeDigits = p - whole;
        if (wholeDigits == 0) {
            return special(b, from, to);
        }
        if (wholeDigits > 1 && b[whole] == '0') {
            return 0;
        }
        int fractionDigits = 0;
        if (p < to && b[p] == '.') {
            int fraction = p + 1;
            p = skipDigits(b, fraction, to);
            fractionDigits = p - fraction;
            if (fractionDigits == 0) {
                return 0;
            }
        }
        int end = p;
        if (p < to) {
            return exponent(b, from, p, to);
        }
        if (wholeDigits > WHOLE_DIGITS_MAX || fractionDigits > FRACTION_DIGITS_MAX) {
            return 0;
        }
        if (negative && isZero(b, whole, end)) {
            return 0;
        }
        if (fractionDigits == 0) {
            return classifyWhole(b, from, whole, end, negative);
        }
        boolean exact =
                significant(b, whole, end) <= DOUBLE_DIGITS_MAX
                        && fits(wholeDigits, fractionDigits);
        return CellClass.DECIMAL | (exact ? 0 : CellClass.INEXACT);
    }

    private static boolean fits(int wholeDigits, int fractionDigits) {
        return wholeDigits < 300 && fractionDigits < 300;
    }

    private static int classifyWhole(byte[] b, int from, int whole, int end, boolean negative) {
        long value = parseLong(b, from, end);
        if (value == NO_LONG && !isLongMin(b, whole, end, negative)) {
            boolean exact = significant(b, whole, end) <= DOUBLE_DIGITS_MAX && fits(end - whole, 0);
            return CellClass.DECIMAL | (exact ? 0 : CellClass.INEXACT);
        }
        int wide = value == (int) value ? 0 : CellClass.BEYOND_INT;
        return CellClass.LONG | wide | (isExactDouble(value) ? 0 : CellClass.INEXACT);
    }

    /// Whether a double holds the number itself.
    static boolean isExactDouble(long value) {
        return (value >= -DOUBLE_WHOLE_MAX && value <= DOUBLE_WHOLE_MAX)
                || (value != Long.MAX_VALUE && (long) (double) value == value);
    }

    private static int special(byte[] b, int from, int to) {
        if (isNaN(b, from, to)) {
            return CellClass.DOUBLE;
        }
        return infinity(b, from, to) == 0 ? 0 : CellClass.DOUBLE | CellClass.INFINITE;
    }

    static boolean isNaN(byte[] b, int from, int to) {
        return to - from == 3 && b[from] == 'N' && b[from + 1] == 'a' && b[from + 2] == 'N';
    }

    /// 1 or -1 where the text is `Infinity`, `Inf` or `inf` with or without a minus, else 0.
    static int infinity(byte[] b, int from, int to) {
        boolean negative = to > from && b[from] == '-';
        int length = to - from - (negative ? 1 : 0);
        int p = to - length;
        boolean matches =
                switch (length) {
                    case 3 -> (b[p] == 'I' || b[p] == 'i') && b[p + 1] == 'n' && b[p + 2] == 'f';
                    case 8 -> "Infinity".equals(new String(b, p, 8, StandardCharsets.ISO_8859_1));
                    default -> false;
                };
        return matches ? negative ? -1 : 1 : 0;
    }

    private static int exponent(byte[] b, int from, int e, int to) {
        if (b[e] != 'e' && b[e] != 'E') {
            return 0;
        }
        int p = e + 1;
        if (p < to && (b[p] == '+' || b[p] == '-')) {
            p++;
        }
        int digits = p;
        p = skipDigits(b, p, to);
        if (p == digits || p < to) {
            return 0;
        }
        if (significant(b, from, e) > DOUBLE_DIGITS_MAX) {
            return 0;
        }
        double value = parseDouble(b, from, to);
        boolean lost = Double.isInfinite(value) || (value == 0 && !isZero(b, from, e));
        return lost ? 0 : CellClass.DOUBLE;
    }

    private static int skipDigits(byte[] b, int from, int to) {
        int p = from;
        while (p < to && isDigit(b[p])) {
            p++;
        }
        return p;
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isZero(byte[] b, int from, int to) {
        for (int p = from; p < to; p++) {
            if (b[p] >= '1' && b[p] <= '9') {
                return false;
            }
        }
        return true;
    }

    /// Digits between the first and the last that are not zero.
    private static int significant(byte[] b, int from, int to) {
        int first = from;
        while (first < to && (b[first] < '1' || b[first] > '9')) {
            first++;
        }
        int last = to - 1;
        while (last > first && (b[last] < '1' || b[last] > '9')) {
            last--;
        }
        int digits = 0;
        for (int p = first; p <= last; p++) {
            if (isDigit(b[p])) {
                digits++;
            }
        }
        return digits;
    }

    /// What [#parseLong] answers for text that is no 64-bit integer in its one spelling. The number
    /// itself is told by [#isLongMin].
    static final long NO_LONG = Long.MIN_VALUE;

    static long parseLong(byte[] b, int from, int to) {
        int p = from;
        boolean negative = p < to && b[p] == '-';
        if (negative) {
            p++;
        }
        int digits = to - p;
        if (digits < 1 || digits > 19 || (b[p] == '0' && (digits > 1 || negative))) {
            return NO_LONG;
        }
        long value = 0;
        while (p < to) {
            int digit = b[p] - '0';
            if (digit < 0 || digit > 9) {
                return NO_LONG;
            }
            value = value * 10 + digit;
            p++;
        }
        if (value < 0) {
            return NO_LONG;
        }
        return negative ? -value : value;
    }

    static boolean isLongMin(byte[] b, int whole, int to, boolean negative) {
        return negative
                && to - whole == 19
                && "9223372036854775808"
                        .equals(new String(b, whole, 19, StandardCharsets.ISO_8859_1));
    }

    /// Whether text is a number without exponent in its one spelling, and no longer than `numeric`
    /// holds.
    static boolean isPlain(byte[] b, int from, int to) {
        int p = from;
        boolean negative = p < to && b[p] == '-';
        if (negative) {
            p++;
        }
        int whole = p;
        p = skipDigits(b, p, to);
        int wholeDigits = p - whole;
        if (wholeDigits == 0
                || (wholeDigits > 1 && b[whole] == '0')
                || wholeDigits > WHOLE_DIGITS_MAX) {
            return false;
        }
        if (p < to) {
            if (b[p] != '.') {
                return false;
            }
            int fraction = p + 1;
            p = skipDigits(b, fraction, to);
            int fractionDigits = p - fraction;
            if (p < to || fractionDigits == 0 || fractionDigits > FRACTION_DIGITS_MAX) {
                return false;
            }
        }
        return !(negative && b[whole] == '0' && isZero(b, whole, to));
    }

    /// The double nearest to a text whose syntax is known to be right.
    static double parseDouble(byte[] b, int from, int to) {
        int p = from;
        boolean negative = b[p] == '-';
        if (negative) {
            p++;
        }
        long digits = 0;
        int scale = 0;
        boolean fraction = false;
        while (p < to) {
            int c = b[p];
            if (c == '.') {
                fraction = true;
            } else if (c >= '0' && c <= '9') {
                if (digits > (Long.MAX_VALUE - 9) / 10) {
                    return parseSlowly(b, from, to);
                }
                digits = digits * 10 + (c - '0');
                scale -= fraction ? 1 : 0;
            } else {
                break;
            }
            p++;
        }
        if (p < to) {
            int exponent = parseExponent(b, p + 1, to);
            if (exponent == Integer.MIN_VALUE) {
                return parseSlowly(b, from, to);
            }
            scale += exponent;
        }
        // Both operands are exact, so one rounding gives the nearest double.
        if (digits <= DOUBLE_WHOLE_MAX && scale >= -22 && scale <= 22) {
            double value = scale < 0 ? digits / TENS[-scale] : digits * TENS[scale];
            return negative ? -value : value;
        }
        return parseSlowly(b, from, to);
    }

    private static int parseExponent(byte[] b, int from, int to) {
        int p = from;
        boolean negative = b[p] == '-';
        if (negative || b[p] == '+') {
            p++;
        }
        if (to - p > 6) {
            return Integer.MIN_VALUE;
        }
        int value = 0;
        while (p < to) {
            value = value * 10 + (b[p++] - '0');
        }
        return negative ? -value : value;
    }

    private static double parseSlowly(byte[] b, int from, int to) {
        return Double.parseDouble(new String(b, from, to - from, StandardCharsets.ISO_8859_1));
    }
}
