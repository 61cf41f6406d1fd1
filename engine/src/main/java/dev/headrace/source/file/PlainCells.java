package dev.headrace.source.file;

import dev.headrace.model.ChangeSink;
import dev.headrace.model.LogicalType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The converters of text and of what is kept as text, of booleans and of bytes.
///
/// Hot: per cell. Measured by ParseBenchmark.
final class PlainCells {
    private PlainCells() {}

    /// A column that has had no value yet: none fits.
    static final class NothingCell extends Cell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            return MISFIT;
        }
    }

    static final class BooleanCell extends Cell {
        @Override
        boolean takes(int kind) {
            return kind <= CellKind.ESCAPED || kind == CellKind.BOOLEAN;
        }

        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            int value = Classifier.booleanValue(b, from, to);
            if (value < 0) {
                return MISFIT;
            }
            sink.putBoolean(value == 1);
            return PUT;
        }
    }

    static final class TextCell extends Cell {
        private byte[] scratch = new byte[0];

        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            int found = Utf8.check(b, from, to);
            if (found == Utf8.VALID) {
                sink.putText(b, from, to - from);
                return PUT;
            }
            if (found == Utf8.INVALID) {
                return NO_TEXT;
            }
            int most = Math.multiplyExact(Utf8.REPLACEMENT.length, to - from);
            if (scratch.length < most) {
                scratch = new byte[most];
            }
            int length = Utf8.repair(b, from, to, scratch);
            sink.putText(scratch, 0, length);
            repaired++;
            return PUT;
        }
    }

    /// A text column that would be one of numbers, dates or booleans without its markers: as long
    /// as that is so, they are counted.
    static final class SuspectTextCell extends Cell {
        private final TextCell text = new TextCell();
        private final Classifier classifier = new Classifier();
        private final NullMarkers markers = NullMarkers.suspected();
        private final long[] counts = new long[markers.size()];
        private boolean suspected = true;

        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            if (suspected) {
                look(b, from, to);
            }
            int outcome = text.put(b, from, to, sink);
            repaired = text.repaired;
            return outcome;
        }

        private void look(byte[] b, int from, int to) {
            int classes = classifier.classify(b, from, to, CellKind.PLAIN);
            if (classes == CellClass.MARKER) {
                counts[markers.find(b, from, to)]++;
            }
            seen |= classes;
            suspected = (seen & CellClass.TEXT) == 0;
        }

        /// The most frequent marker, -1 when the column is text for other reasons too.
        int suspect() {
            if (!CellClass.isMarkedOnly(seen)) {
                return -1;
            }
            int most = 0;
            for (int m = 1; m < counts.length; m++) {
                most = counts[m] > counts[most] ? m : most;
            }
            return most;
        }

        /// What the column would be without the markers, as a word.
        String otherwise() {
            LogicalType type = CellClass.type(seen & ~CellClass.MARKER);
            return type.isNumber() ? "numeric" : type == LogicalType.BOOLEAN ? "boolean" : "date";
        }

        long count(int marker) {
            return counts[marker];
        }
    }

    /// JSON, kept as it is written.
    static final class JsonCell extends Cell {
        private final JsonSyntax syntax = new JsonSyntax();
        private final boolean takesScalars;

        /// @param takesScalars whether a value needs not be an object or array
        JsonCell(boolean takesScalars) {
            this.takesScalars = takesScalars;
        }

        @Override
        boolean takes(int kind) {
            return kind <= CellKind.ESCAPED || kind == CellKind.NESTED;
        }

        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            boolean nested = from < to && (b[from] == '{' || b[from] == '[');
            if ((!nested && !takesScalars) || !syntax.isValid(b, from, to)) {
                return MISFIT;
            }
            if (Utf8.check(b, from, to) != Utf8.VALID) {
                return NO_TEXT;
            }
            sink.putText(b, from, to - from);
            return PUT;
        }
    }

    /// Bytes, which only tables that others made have: `\x` and hexadecimal digits, or base 64.
    static final class BinaryCell extends Cell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            byte[] bytes = decode(b, from, to);
            if (bytes == null) {
                return MISFIT;
            }
            sink.putBinary(bytes, 0, bytes.length);
            return PUT;
        }

        private static byte @Nullable [] decode(byte[] b, int from, int to) {
            try {
                if (to - from >= 2 && b[from] == '\\' && b[from + 1] == 'x') {
                    String digits =
                            new String(b, from + 2, to - from - 2, StandardCharsets.ISO_8859_1);
                    return HexFormat.of().parseHex(digits);
                }
                return Base64.getDecoder().decode(Arrays.copyOfRange(b, from, to));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
