package dev.headrace.source.file;

import dev.headrace.model.ChangeSink;

/// The converters of date, date-time and time columns. A narrower value fits a wider column: a date
/// is midnight, a time without a zone is in UTC.
///
/// Hot: per cell. Measured by ParseBenchmark.
final class DayCells {
    private DayCells() {}

    abstract static class DayCell extends Cell {
        final Moments moments = new Moments();

        @Override
        final boolean takes(int kind) {
            return kind <= CellKind.STRING_ESCAPED;
        }
    }

    static final class DateCell extends DayCell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            if (moments.parse(b, from, to) != Moments.DATE) {
                return MISFIT;
            }
            sink.putDate(moments.day);
            return PUT;
        }
    }

    static final class DateTimeCell extends DayCell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            int found = moments.parse(b, from, to);
            if (found != Moments.DATE && found != Moments.LOCAL) {
                return MISFIT;
            }
            sink.putTimestamp(moments.micros);
            return PUT;
        }
    }

    static final class InstantCell extends DayCell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            if (moments.parse(b, from, to) == Moments.NONE) {
                return MISFIT;
            }
            sink.putTimestamp(moments.micros);
            return PUT;
        }
    }

    /// Columns of times of day, which only tables that others made have.
    static final class TimeCell extends DayCell {
        @Override
        int put(byte[] b, int from, int to, ChangeSink sink) {
            long micros = moments.parseTimeOfDay(b, from, to);
            if (micros < 0) {
                return MISFIT;
            }
            sink.putTime(micros);
            return PUT;
        }
    }
}
