package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Decimal text to the binary form of `numeric`, digit by digit.
///
/// Four `int16` (groups, weight of the first group, sign, digits after the point), then groups of
/// four digits, each an `int16`. The point lies between two groups. Leading groups of zeros are
/// left out; zeros after the point are kept in the digits after the point, so that `1.50` stays
/// `1.50`.
///
/// Hot: per cell. Measured by `CopyEncoderBenchmark`.
final class NumericWire {
    /// The server's own limits (`numeric` without a precision).
    static final int DIGITS_BEFORE_POINT_MAX = 131_072;

    static final int DIGITS_AFTER_POINT_MAX = 16_383;

    private static final int POSITIVE = 0;
    private static final int NEGATIVE = 0x4000;
    private static final int NOT_A_NUMBER = 0xc000;

    private static final int HEAD_BYTES = 8;
    private static final int GROUP_DIGITS = 4;
    private static final int[] POWERS = {1, 10, 100, 1000};

    private static final VarHandle INT16 =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private NumericWire() {}

    /// Room that a text of this length takes at most, with the four bytes of the value's length.
    /// Bounded: what is longer is mostly zeros, or refused.
    static int bytesMax(int length) {
        int digits = Math.min(length, DIGITS_BEFORE_POINT_MAX + DIGITS_AFTER_POINT_MAX);
        return 4 + HEAD_BYTES + 2 * (digits / GROUP_DIGITS + 2);
    }

    /// Writes the value and answers where it ends.
    ///
    /// @throws Failure `VALUE_TOO_LARGE` for more digits than the server takes
    static int write(byte[] text, int offset, int length, byte[] out, int at) {
        int end = offset + length;
        int from = offset;
        boolean negative = text[from] == '-';
        if (negative) {
            from++;
        }
        if (text[from] == 'N') {
            head(out, at, 0, 0, NOT_A_NUMBER, 0);
            return at + HEAD_BYTES;
        }
        while (from < end && text[from] == '0') {
            from++;
        }
        int point = from;
        while (point < end && text[point] != '.') {
            point++;
        }
        int scale = Math.max(0, end - point - 1);
        check(point - from, scale);
        return groups(text, from, point, end, negative ? NEGATIVE : POSITIVE, out, at);
    }

    private static void check(int before, int after) {
        if (before > DIGITS_BEFORE_POINT_MAX || after > DIGITS_AFTER_POINT_MAX) {
            throw Failure.of(
                    FailureCode.VALUE_TOO_LARGE,
                    "A number has %d digits before and %d after the point; PostgreSQL takes %d and %d."
                            .formatted(
                                    before,
                                    after,
                                    DIGITS_BEFORE_POINT_MAX,
                                    DIGITS_AFTER_POINT_MAX));
        }
    }

    private static int groups(
            byte[] text, int from, int point, int end, int sign, byte[] out, int at) {
        int next = at + HEAD_BYTES;
        int weight = (point - from + GROUP_DIGITS - 1) / GROUP_DIGITS - 1;
        int group = 0;
        int filled = (GROUP_DIGITS - (point - from) % GROUP_DIGITS) % GROUP_DIGITS;
        for (int i = from; i < point; i++) {
            group = group * 10 + text[i] - '0';
            filled++;
            if (filled == GROUP_DIGITS) {
                INT16.set(out, next, (short) group);
                next += 2;
                group = 0;
                filled = 0;
            }
        }
        boolean leading = next == at + HEAD_BYTES;
        for (int i = point + 1; i < end; i++) {
            group = group * 10 + text[i] - '0';
            filled++;
            boolean complete = filled == GROUP_DIGITS;
            if (complete || i == end - 1) {
                if (!complete) {
                    group *= POWERS[GROUP_DIGITS - filled];
                }
                if (leading && group == 0) {
                    weight--;
                } else {
                    leading = false;
                    INT16.set(out, next, (short) group);
                    next += 2;
                }
                group = 0;
                filled = 0;
            }
        }
        int scale = Math.max(0, end - point - 1);
        return trimmed(next, weight, sign, scale, out, at);
    }

    /// Leaves out groups of zeros at the end, and the sign of a zero.
    private static int trimmed(int end, int weight, int sign, int scale, byte[] out, int at) {
        int next = end;
        while (next > at + HEAD_BYTES && (short) INT16.get(out, next - 2) == 0) {
            next -= 2;
        }
        int count = (next - at - HEAD_BYTES) / 2;
        if (count == 0) {
            head(out, at, 0, 0, POSITIVE, scale);
        } else {
            head(out, at, count, weight, sign, scale);
        }
        return next;
    }

    private static void head(byte[] out, int at, int count, int weight, int sign, int scale) {
        INT16.set(out, at, (short) count);
        INT16.set(out, at + 2, (short) weight);
        INT16.set(out, at + 4, (short) sign);
        INT16.set(out, at + 6, (short) scale);
    }
}
