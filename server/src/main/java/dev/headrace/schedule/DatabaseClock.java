package dev.headrace.schedule;

import dev.headrace.catalog.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// The time as all servers of a database agree on it, however wrong their own clocks are:
/// heartbeats are written by one and judged by another.
final class DatabaseClock implements InstantSource {
    private final Catalog catalog;
    private final InstantSource own;
    private volatile Duration ahead = Duration.ZERO;

    DatabaseClock(Catalog catalog, InstantSource own) {
        this.catalog = catalog;
        this.own = own;
    }

    /// Compares the two clocks. A slow answer makes for an error of half its time.
    void compare() {
        Instant before = own.instant();
        Instant there = catalog.in(transaction -> transaction.work().now());
        Duration answer = Duration.between(before, own.instant());
        ahead = Duration.between(before.plus(answer.dividedBy(2)), there);
    }

    @Override
    public Instant instant() {
        return own.instant().plus(ahead);
    }
}
