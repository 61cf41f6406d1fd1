package dev.headrace.source.file;

/// Tells what a cell can be. Slower than the converters, which only tell whether a cell is of their
/// own type: for samples and for the cell that does not fit.
final class Classifier {
    private final Moments moments = new Moments();
    private final JsonSyntax json = new JsonSyntax();

    /// The classes of a cell that is not NULL: see [CellClass].
    int classify(byte[] b, int from, int to, int kind) {
        return switch (kind) {
            case CellKind.STRING, CellKind.STRING_ESCAPED -> orText(moment(b, from, to));
            case CellKind.NUMBER -> orText(Numbers.classify(b, from, to));
            case CellKind.BOOLEAN -> CellClass.BOOLEAN;
            case CellKind.NESTED -> CellClass.JSON;
            default -> text(b, from, to);
        };
    }

    private int text(byte[] b, int from, int to) {
        if (from == to) {
            return CellClass.TEXT;
        }
        byte c = b[from];
        int classes = 0;
        if (c == '{' || c == '[') {
            classes = json.isValid(b, from, to) ? CellClass.JSON : 0;
        } else {
            classes = Numbers.classify(b, from, to);
            if (classes == 0) {
                classes = moment(b, from, to);
            }
            if (classes == 0 && booleanValue(b, from, to) >= 0) {
                classes = CellClass.BOOLEAN;
            }
        }
        if (classes == 0 && NullMarkers.suspected().find(b, from, to) >= 0) {
            return CellClass.MARKER;
        }
        return orText(classes);
    }

    private int moment(byte[] b, int from, int to) {
        return switch (moments.parse(b, from, to)) {
            case Moments.DATE -> CellClass.DATE;
            case Moments.LOCAL -> CellClass.DATE_TIME;
            case Moments.ZONED -> CellClass.INSTANT;
            default -> 0;
        };
    }

    private static int orText(int classes) {
        return classes == 0 ? CellClass.TEXT : classes;
    }

    /// 1 for `true`, 0 for `false`, in any case; -1 for other text.
    static int booleanValue(byte[] b, int from, int to) {
        int length = to - from;
        if (length == 4) {
            boolean matches =
                    (b[from] | 0x20) == 't'
                            && (b[from + 1] | 0x20) == 'r'
                            && (b[from + 2] | 0x20) == 'u'
                            && (b[from + 3] | 0x20) == 'e';
            return matches ? 1 : -1;
        }
        boolean matches =
                length == 5
                        && (b[from] | 0x20) == 'f'
                        && (b[from + 1] | 0x20) == 'a'
                        && (b[from + 2] | 0x20) == 'l'
                        && (b[from + 3] | 0x20) == 's'
                        && (b[from + 4] | 0x20) == 'e';
        return matches ? 0 : -1;
    }
}
