package dev.headrace.source.reference;

import java.time.Instant;

/// A release of the data set.
enum Edition {
    FIRST(1, "2024-01-01T00:00:00Z", 2030),
    SECOND(2, "2026-01-01T00:00:00Z", 2037);

    static final Edition LATEST = SECOND;

    private final int number;
    private final Instant asOf;
    private final int lastYear;

    Edition(int number, String asOf, int lastYear) {
        this.number = number;
        this.asOf = Instant.parse(asOf);
        this.lastYear = lastYear;
    }

    static Edition of(int number) {
        for (Edition edition : values()) {
            if (edition.number == number) {
                return edition;
            }
        }
        throw new IllegalArgumentException("There is no edition " + number);
    }

    int number() {
        return number;
    }

    /// The moment for which offsets are given.
    Instant asOf() {
        return asOf;
    }

    /// Until when recurring transitions are written out.
    int lastYear() {
        return lastYear;
    }

    boolean isAtLeast(Edition other) {
        return compareTo(other) >= 0;
    }
}
