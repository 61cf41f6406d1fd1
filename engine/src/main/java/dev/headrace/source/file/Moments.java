package dev.headrace.source.file;

/// Dates and date-times in ISO form, `T` or a space between; not thread-safe, because it remembers
/// the last day it has seen.
///
/// Hot: per date cell. Measured by ParseBenchmark.
final class Moments {
    static final int NONE = 0;
    static final int DATE = 1;

    /// Date and time without a zone.
    static final int LOCAL = 2;

    /// With a zone.
    static final int ZONED = 3;

    static final long MICROS_PER_SECOND = 1_000_000;
    static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
    private static final int DATE_LENGTH = 10;
    private static final int FRACTION_DIGITS_MAX = 9;
    private static final int MICRO_DIGITS = 6;
    private static final int ZONE_HOURS_MAX = 15;
    private static final int[] DAYS_BEFORE_MONTH = {
        0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
    };

    private long lastWord;
    private int lastTail = Integer.MIN_VALUE;
    private long lastDay;

    /// Days since 1970-01-01 of the last text that was a date.
    long day;

    /// Microseconds since 1970-01-01T00:00:00(Z) of the last text that was a date or more; digits
    /// beyond microseconds are cut.
    long micros;

    /// What the text is; [#day] and [#micros] are set unless it is nothing.
    int parse(byte[] b, int from, int to) {
        int length = to - from;
        if (length < DATE_LENGTH || !parseDay(b, from)) {
            return NONE;
        }
        micros = day * MICROS_PER_DAY;
        if (length == DATE_LENGTH) {
            return DATE;
        }
        byte separator = b[from + DATE_LENGTH];
        if (separator != 'T' && separator != ' ') {
            return NONE;
        }
        int p = parseTime(b, from + DATE_LENGTH + 1, to, false);
        if (p < 0) {
            return NONE;
        }
        return p == to ? LOCAL : parseZone(b, p, to);
    }

    /// Microseconds of the day of a text that is `HH:MM`, `HH:MM:SS` or longer by a fraction, up to
    /// `24:00:00`; -1 if it is none.
    long parseTimeOfDay(byte[] b, int from, int to) {
        micros = 0;
        return parseTime(b, from, to, true) == to ? micros : -1;
    }

    private boolean parseDay(byte[] b, int from) {
        long word = Words.at(b, from);
        int tail = (b[from + 8] << 8) | (b[from + 9] & 0xFF);
        if (word == lastWord && tail == lastTail) {
            day = lastDay;
            return true;
        }
        int century = two(b, from);
        int yearOfCentury = two(b, from + 2);
        int month = two(b, from + 5);
        int dayOfMonth = two(b, from + 8);
        if ((century | yearOfCentury | month | dayOfMonth) < 0
                || b[from + 4] != '-'
                || b[from + 7] != '-') {
            return false;
        }
        int year = century * 100 + yearOfCentury;
        if (year == 0 || month == 0 || month > 12 || dayOfMonth == 0) {
            return false;
        }
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int monthDays = DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1];
        if (dayOfMonth > monthDays + (leap && month == 2 ? 1 : 0)) {
            return false;
        }
        int before = year - 1;
        long days = before * 365L + before / 4 - before / 100 + before / 400;
        days += DAYS_BEFORE_MONTH[month - 1] + (leap && month > 2 ? 1 : 0) + dayOfMonth - 1;
        day = days - DAYS_BEFORE_1970;
        lastWord = word;
        lastTail = tail;
        lastDay = day;
        return true;
    }

    /// Days from 0001-01-01 to 1970-01-01.
    private static final long DAYS_BEFORE_1970 = 719_162;

    /// Adds the time at `p` to [#micros].
    ///
    /// @return the index behind it, -1 where there is none
    private int parseTime(byte[] b, int p, int to, boolean midnightAtEnd) {
        if (to - p < 5) {
            return -1;
        }
        int hours = two(b, p);
        int minutes = two(b, p + 3);
        if ((hours | minutes) < 0 || b[p + 2] != ':' || minutes > 59) {
            return -1;
        }
        int end = p + 5;
        int seconds = 0;
        long fraction = 0;
        if (end < to && b[end] == ':') {
            seconds = to - end < 3 ? -1 : two(b, end + 1);
            if (seconds < 0 || seconds > 59) {
                return -1;
            }
            end += 3;
            if (end < to && b[end] == '.') {
                int digits = end + 1;
                end = digits;
                while (end < to && Numbers.isDigit(b[end])) {
                    if (end - digits < MICRO_DIGITS) {
                        fraction = fraction * 10 + (b[end] - '0');
                    }
                    end++;
                }
                int count = end - digits;
                if (count == 0 || count > FRACTION_DIGITS_MAX) {
                    return -1;
                }
                for (int i = count; i < MICRO_DIGITS; i++) {
                    fraction *= 10;
                }
            }
        }
        if (hours > 23 && !(midnightAtEnd && hours == 24 && (minutes | seconds | fraction) == 0)) {
            return -1;
        }
        micros += ((hours * 60L + minutes) * 60 + seconds) * MICROS_PER_SECOND + fraction;
        return end;
    }

    private int parseZone(byte[] b, int p, int to) {
        int length = to - p;
        if (b[p] == 'Z') {
            return length == 1 ? ZONED : NONE;
        }
        boolean east = b[p] == '+';
        if ((!east && b[p] != '-') || length < 3) {
            return NONE;
        }
        int hours = two(b, p + 1);
        int minutes = 0;
        if (length == 5) {
            minutes = two(b, p + 3);
        } else if (length == 6 && b[p + 3] == ':') {
            minutes = two(b, p + 4);
        } else if (length != 3) {
            return NONE;
        }
        if ((hours | minutes) < 0 || hours > ZONE_HOURS_MAX || minutes > 59) {
            return NONE;
        }
        long offset = (hours * 60L + minutes) * 60 * MICROS_PER_SECOND;
        micros += east ? -offset : offset;
        return ZONED;
    }

    /// The number that two digits make, negative where they are none.
    private static int two(byte[] b, int p) {
        int tens = b[p] - '0';
        int ones = b[p + 1] - '0';
        return (tens | ones) < 0 || tens > 9 || ones > 9 ? -1 : tens * 10 + ones;
    }
}
