package dev.headrace.source.file;

import dev.headrace.model.ChangeSink;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// The converters of number columns.
///
/// Hot: per cell. Measured by ParseBenchmark.
final class NumberCells {
    private NumberCells() {}

    /// Cells that JSON calls numbers, and those of formats that call them nothing.
    abstract static class NumberCell extends Cell {
        @Override
        final boolean takes(int kind) {
            return kind <= CellKind.ESCAPED || kind == CellKind.NUMBER;
        }
    }

    static final class LongCell extends NumberCell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            long value = Numbers.parseLong(b, from, to);
            if (value == Numbers.NO_LONG && !isMin(b, from, to)) {
                return MISFIT;
            }
            if (!Numbers.isExactDouble(value)) {
                seen |= CellClass.INEXACT;
            }
            sink.putLong(value);
            return PUT;
        }

        private static boolean isMin(byte[] b, int from, int to) {
            return to - from == 20 && Numbers.isLongMin(b, from + 1, to, b[from] == '-');
        }
    }

    /// SHORT and INT columns, which only tables that others made have.
    static final class NarrowCell extends NumberCell {
        private final long least;
        private final long greatest;

        NarrowCell(long least, long greatest) {
            this.least = least;
            this.greatest = greatest;
        }

        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            long value = Numbers.parseLong(b, from, to);
            if (value < least || value > greatest) {
                return MISFIT;
            }
            sink.putLong(value);
            return PUT;
        }
    }

    /// Numbers without exponent.
    static final class DecimalCell extends NumberCell {
        /// Shorter text has no more digits than a double holds.
        private static final int EXACT_LENGTH_MAX = 15;

        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            if (!Numbers.isPlain(b, from, to)) {
                return MISFIT;
            }
            if (to - from > EXACT_LENGTH_MAX && (seen & CellClass.INEXACT) == 0) {
                seen |= Numbers.classify(b, from, to) & CellClass.INEXACT;
            }
            sink.putDecimal(b, from, to - from);
            return PUT;
        }
    }

    /// Decimal columns that were there before: numbers with an exponent are written out, NaN is
    /// kept.
    static final class AnyDecimalCell extends NumberCell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            if (Numbers.isPlain(b, from, to) || Numbers.isNaN(b, from, to)) {
                sink.putDecimal(b, from, to - from);
                return PUT;
            }
            int classes = Numbers.classify(b, from, to);
            if (classes == 0 || (classes & CellClass.INFINITE) != 0) {
                return MISFIT;
            }
            // A double's exponent is small, and so is the number when it is written out.
            byte[] plain =
                    new BigDecimal(new String(b, from, to - from, StandardCharsets.ISO_8859_1))
                            .toPlainString()
                            .getBytes(StandardCharsets.ISO_8859_1);
            sink.putDecimal(plain, 0, plain.length);
            return PUT;
        }
    }

    static final class DoubleCell extends NumberCell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            int classes = Numbers.classify(b, from, to);
            if (classes == 0 || (classes & CellClass.INEXACT) != 0) {
                return MISFIT;
            }
            sink.putDouble(value(b, from, to));
            return PUT;
        }
    }

    /// Columns of 32-bit floating point numbers, which only tables that others made have.
    static final class FloatCell extends NumberCell {
        /// More digits are lost in such a number.
        private static final int DIGITS_MAX = 9;

        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            int classes = Numbers.classify(b, from, to);
            if (classes == 0 || (classes & CellClass.INEXACT) != 0) {
                return MISFIT;
            }
            double value = value(b, from, to);
            float narrow = (float) value;
            boolean overflows = Float.isInfinite(narrow) && !Double.isInfinite(value);
            boolean underflows = narrow == 0 && value != 0;
            if (overflows || underflows || digits(b, from, to) > DIGITS_MAX) {
                return MISFIT;
            }
            sink.putDouble(narrow);
            return PUT;
        }

        private static int digits(byte[] b, int from, int to) {
            int count = 0;
            for (int p = from; p < to && (b[p] | 0x20) != 'e'; p++) {
                boolean leads = count == 0 && b[p] == '0';
                count += Numbers.isDigit(b[p]) && !leads ? 1 : 0;
            }
            return count;
        }
    }

    private static double value(byte[] b, int from, int to) {
        if (Numbers.isNaN(b, from, to)) {
            return Double.NaN;
        }
        int infinity = Numbers.infinity(b, from, to);
        return infinity == 0
                ? Numbers.parseDouble(b, from, to)
                : infinity > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
}
