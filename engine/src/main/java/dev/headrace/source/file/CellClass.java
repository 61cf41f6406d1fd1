package dev.headrace.source.file;

import dev.headrace.model.LogicalType;

/// What cells can be, as bits that are gathered per column; the column's type follows from the bits
/// alone, so that it does not depend on the order or the sample in which cells were seen.
final class CellClass {
    static final int LONG = 1;
    static final int DECIMAL = 1 << 1;
    static final int DOUBLE = 1 << 2;
    static final int BOOLEAN = 1 << 3;
    static final int DATE = 1 << 4;
    static final int DATE_TIME = 1 << 5;
    static final int INSTANT = 1 << 6;
    static final int JSON = 1 << 7;
    static final int TEXT = 1 << 8;

    /// With a number: a double does not hold it.
    static final int INEXACT = 1 << 9;

    /// With [#DOUBLE]: infinite, which a decimal does not hold.
    static final int INFINITE = 1 << 10;

    /// With [#LONG]: more than 32 bits.
    static final int BEYOND_INT = 1 << 11;

    /// Text that often stands for NULL; see [NullMarkers].
    static final int MARKER = 1 << 12;

    private static final int NUMBERS = LONG | DECIMAL | DOUBLE;
    private static final int DAYS = DATE | DATE_TIME | INSTANT;
    private static final int KINDS = NUMBERS | DAYS | BOOLEAN | JSON | TEXT | MARKER;

    private CellClass() {}

    /// The type that holds all cells of these classes; [LogicalType#STRING] for none.
    static LogicalType type(int classes) {
        int kinds = classes & KINDS;
        if (kinds == BOOLEAN) {
            return LogicalType.BOOLEAN;
        } else if (kinds == JSON) {
            return LogicalType.JSON;
        } else if (kinds != 0 && (kinds & ~NUMBERS) == 0) {
            return number(classes);
        } else if (kinds != 0 && (kinds & ~DAYS) == 0) {
            return (kinds & INSTANT) != 0
                    ? LogicalType.INSTANT
                    : (kinds & DATE_TIME) != 0
                            ? LogicalType.LOCAL_DATE_TIME
                            : LogicalType.LOCAL_DATE;
        }
        return LogicalType.STRING;
    }

    /// The class of a type's own cells.
    static int of(LogicalType type) {
        return switch (type) {
            case LONG, SHORT, INT -> LONG;
            case DECIMAL -> DECIMAL;
            case DOUBLE, FLOAT -> DOUBLE;
            case BOOLEAN -> BOOLEAN;
            case LOCAL_DATE -> DATE;
            case LOCAL_DATE_TIME -> DATE_TIME;
            case INSTANT -> INSTANT;
            case JSON -> JSON;
            case STRING, XML, BINARY, LOCAL_TIME -> TEXT;
        };
    }

    /// With an exponent, NaN or Infinity among them numbers are doubles, unless that would lose
    /// digits: then the text is kept.
    private static LogicalType number(int classes) {
        if ((classes & DOUBLE) != 0) {
            return (classes & INEXACT) != 0 ? LogicalType.STRING : LogicalType.DOUBLE;
        }
        return (classes & DECIMAL) != 0 ? LogicalType.DECIMAL : LogicalType.LONG;
    }

    /// The type of a column that has one already and meets a cell that does not fit it.
    static LogicalType widen(LogicalType stored, int classes) {
        if ((classes & KINDS & ~NUMBERS) != 0 || !stored.isNumber()) {
            return stored.join(type(classes));
        }
        if ((classes & INFINITE) != 0) {
            return LogicalType.STRING;
        }
        if ((classes & (DECIMAL | DOUBLE)) != 0) {
            return stored == LogicalType.FLOAT && (classes & INEXACT) == 0
                    ? LogicalType.DOUBLE
                    : LogicalType.DECIMAL;
        }
        boolean beyond = (classes & BEYOND_INT) != 0;
        return stored.join(beyond ? LogicalType.LONG : LogicalType.INT);
    }

    /// Whether only markers keep cells of these classes from being numbers, dates or booleans.
    static boolean isMarkedOnly(int classes) {
        return mayBeMarkedOnly(classes) && (classes & KINDS & ~MARKER) != 0;
    }

    /// Whether that may still turn out so.
    static boolean mayBeMarkedOnly(int classes) {
        int others = classes & KINDS & ~MARKER;
        return (classes & MARKER) != 0
                && (others == 0 || type(classes & ~MARKER) != LogicalType.STRING);
    }
}
