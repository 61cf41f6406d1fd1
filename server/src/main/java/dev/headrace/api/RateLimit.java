package dev.headrace.api;

import dev.headrace.access.Caller;
import dev.headrace.catalog.Catalog;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;

/// How many requests a caller has left. Thread-safe.
public interface RateLimit {

    /// Takes one.
    ///
    /// @throws Refusal.TooMany where none is left
    Left take(Caller caller);

    /// What is said where nobody is known yet: the limit, none of it used.
    Left whole();

    /// What the headers say.
    ///
    /// @param limit requests in an hour
    /// @param remaining of them
    record Left(long limit, long remaining) {}

    /// So many requests an hour for each user or system key.
    ///
    /// @param requests at least one
    static RateLimit perHour(Catalog catalog, long requests, InstantSource clock) {
        return new HourlyLimit(catalog, requests, clock);
    }

    /// No limit; the headers say so with a number that nobody reaches, since clients read one.
    static RateLimit off() {
        Left all = new Left(Integer.MAX_VALUE, Integer.MAX_VALUE);
        return new RateLimit() {
            @Override
            public Left take(Caller caller) {
                return all;
            }

            @Override
            public Left whole() {
                return all;
            }
        };
    }
}
