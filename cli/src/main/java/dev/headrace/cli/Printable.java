package dev.headrace.cli;

/// Foreign text made safe for a terminal: what would steer it is shown as an escape instead.
final class Printable {
    private Printable() {}

    /// One line: line breaks are escaped too.
    static String line(String text) {
        return clean(text, false);
    }

    /// Line breaks and tabs stay.
    static String lines(String text) {
        return clean(text.replace("\r\n", "\n"), true);
    }

    private static String clean(String text, boolean keepsLines) {
        if (text.codePoints().noneMatch(Printable::isSuspect)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> append(clean, point, keepsLines));
        return clean.toString();
    }

    private static void append(StringBuilder clean, int point, boolean keepsLines) {
        if (keepsLines && (point == '\n' || point == '\t')) {
            clean.append((char) point);
        } else if (point == '\n') {
            clean.append("\\n");
        } else if (point == '\r') {
            clean.append("\\r");
        } else if (point == '\t') {
            clean.append("\\t");
        } else if (!isSuspect(point)) {
            clean.appendCodePoint(point);
        } else {
            clean.append((point < 0x100 ? "\\x%02x" : "\\u{%x}").formatted(point));
        }
    }

    /// Controls of both sets, what turns the writing direction, what breaks lines, lone surrogates.
    static boolean isSuspect(int c) {
        return c < 0x20
                || (c >= 0x7f && c < 0xa0)
                || c == 0x061c
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || (c >= 0xd800 && c <= 0xdfff);
    }

    /// Cells of a terminal that the text takes: two for East Asian wide letters and emoji, none for
    /// combining marks.
    static int width(String text) {
        return text.codePoints().map(Printable::width).sum();
    }

    /// The text cut to so many cells, with an ellipsis where something is missing.
    static String fit(String text, int cells) {
        if (width(text) <= cells) {
            return text;
        }
        StringBuilder fitting = new StringBuilder();
        int left = cells - 1;
        for (int point : text.codePoints().toArray()) {
            left -= width(point);
            if (left < 0) {
                break;
            }
            fitting.appendCodePoint(point);
        }
        return cells <= 0 ? "" : fitting.append('\u2026').toString();
    }

    private static int width(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(point) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0xa4cf)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1f64f)
                || (c >= 0x1f900 && c <= 0x1f9ff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }
}
