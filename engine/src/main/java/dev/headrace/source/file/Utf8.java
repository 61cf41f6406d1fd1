package dev.headrace.source.file;

/// Whether bytes are text that a server takes: valid UTF-8 without U+0000.
///
/// Hot: per text cell. Measured by ParseBenchmark.
final class Utf8 {
    static final int VALID = 0;

    /// Valid but for U+0000 in it.
    static final int HAS_NUL = 1;

    static final int INVALID = 2;

    /// U+FFFD, what stands for a character that cannot be kept.
    static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private Utf8() {}

    static int check(byte[] b, int from, int to) {
        int p = from;
        long seen = 0;
        while (p + Long.BYTES <= to) {
            long word = Words.at(b, p);
            // High bits tell bytes beyond ASCII, and a borrow out of a zero byte.
            seen = (word | (word - Words.ONES)) & Words.HIGHS;
            if (seen != 0) {
                return checkSlowly(b, p, to);
            }
            p += Long.BYTES;
        }
        while (p < to) {
            if (b[p] <= 0) {
                return checkSlowly(b, p, to);
            }
            p++;
        }
        return VALID;
    }

    private static int checkSlowly(byte[] b, int from, int to) {
        int result = VALID;
        int p = from;
        while (p < to) {
            int c = b[p];
            if (c > 0) {
                p++;
            } else if (c == 0) {
                result = HAS_NUL;
                p++;
            } else {
                int length = sequence(b, p, to);
                if (length == 0) {
                    return INVALID;
                }
                p += length;
            }
        }
        return result;
    }

    /// Length of the valid sequence of two or more bytes at `p`, 0 if there is none. Overlong
    /// forms, surrogates and what lies beyond U+10FFFF are not valid.
    private static int sequence(byte[] b, int p, int to) {
        int first = b[p] & 0xFF;
        int length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
        if (length == 0 || p + length > to) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((b[p + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        int second = b[p + 1] & 0xFF;
        return switch (first) {
            case 0xE0 -> second < 0xA0 ? 0 : length;
            case 0xED -> second > 0x9F ? 0 : length;
            case 0xF0 -> second < 0x90 ? 0 : length;
            case 0xF4 -> second > 0x8F ? 0 : length;
            default -> length;
        };
    }

    /// Copies text with U+FFFD in the place of each U+0000.
    ///
    /// @return the bytes written
    static int repair(byte[] b, int from, int to, byte[] target) {
        int n = 0;
        for (int p = from; p < to; p++) {
            if (b[p] == 0) {
                for (byte octet : REPLACEMENT) {
                    target[n++] = octet;
                }
            } else {
                target[n++] = b[p];
            }
        }
        return n;
    }

    /// Writes a code point.
    ///
    /// @return the index behind it
    static int encode(int codePoint, byte[] target, int index) {
        int n = index;
        if (codePoint < 0x80) {
            target[n++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            target[n++] = (byte) (0xC0 | (codePoint >> 6));
            target[n++] = continuation(codePoint);
        } else if (codePoint < 0x10000) {
            target[n++] = (byte) (0xE0 | (codePoint >> 12));
            target[n++] = continuation(codePoint >> 6);
            target[n++] = continuation(codePoint);
        } else {
            target[n++] = (byte) (0xF0 | (codePoint >> 18));
            target[n++] = continuation(codePoint >> 12);
            target[n++] = continuation(codePoint >> 6);
            target[n++] = continuation(codePoint);
        }
        return n;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
