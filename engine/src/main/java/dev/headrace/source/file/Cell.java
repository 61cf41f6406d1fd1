package dev.headrace.source.file;

import dev.headrace.model.ChangeSink;
import dev.headrace.model.LogicalType;

/// Turns the cells of one column into values of the column's type. Instances belong to one reader.
///
/// Hot: per cell. Measured by ParseBenchmark. No object per cell but for what is rare.
abstract class Cell {
    /// The value has been put.
    static final int PUT = 0;

    /// The cell is not of this type; nothing has been put.
    static final int MISFIT = 1;

    /// The cell is no text in UTF-8; nothing has been put.
    static final int NO_TEXT = 2;

    /// The classes, see [CellClass], beyond those that the type itself tells.
    int seen;

    /// Values changed because the server does not take them.
    long repaired;

    /// Whether cells of a kind ([CellKind]) may be of this type at all: JSON tells strings from
    /// numbers.
    boolean takes(int kind) {
        return true;
    }

    /// Puts the value of a cell that is not NULL.
    ///
    /// @return [#PUT], [#MISFIT] or [#NO_TEXT]
    abstract int put(byte[] b, int from, int to, ChangeSink sink);

    /// The converter of a column whose type was inferred.
    static Cell inferred(LogicalType type) {
        return switch (type) {
            case LONG -> new NumberCells.LongCell();
            case DECIMAL -> new NumberCells.DecimalCell();
            case DOUBLE -> new NumberCells.DoubleCell();
            case BOOLEAN -> new PlainCells.BooleanCell();
            case LOCAL_DATE -> new DayCells.DateCell();
            case LOCAL_DATE_TIME -> new DayCells.DateTimeCell();
            case INSTANT -> new DayCells.InstantCell();
            case JSON -> new PlainCells.JsonCell(false);
            case STRING, SHORT, INT, FLOAT, LOCAL_TIME, XML, BINARY -> fixed(type);
        };
    }

    /// The converter of a column whose type was there before: it takes every cell that the type
    /// holds.
    static Cell fixed(LogicalType type) {
        return switch (type) {
            case SHORT -> new NumberCells.NarrowCell(Short.MIN_VALUE, Short.MAX_VALUE);
            case INT -> new NumberCells.NarrowCell(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case FLOAT -> new NumberCells.FloatCell();
            case DECIMAL -> new NumberCells.AnyDecimalCell();
            case LOCAL_TIME -> new DayCells.TimeCell();
            case STRING, XML -> new PlainCells.TextCell();
            case BINARY -> new PlainCells.BinaryCell();
            case LONG, DOUBLE, BOOLEAN, LOCAL_DATE, LOCAL_DATE_TIME, INSTANT, JSON ->
                    inferred(type);
        };
    }
}
