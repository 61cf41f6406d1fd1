package dev.headrace.api;

import dev.headrace.access.Caller;
import dev.headrace.catalog.Catalog;
import dev.headrace.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// So many requests an hour for each key's owner, counted in the metadata database, so that servers
/// that share it share the count. Costs one statement a request.
final class HourlyLimit implements RateLimit {
    private final Catalog catalog;
    private final long requests;
    private final InstantSource clock;

    HourlyLimit(Catalog catalog, long requests, InstantSource clock) {
        this.catalog = catalog;
        this.requests = requests;
        this.clock = clock;
    }

    @Override
    public Left take(Caller caller) {
        Instant now = clock.instant();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        String actor = caller.actor().kind() + "/" + caller.actor().id();
        long used = catalog.in(transaction -> transaction.rates().count(actor, hour));
        if (used > requests) {
            throw new Refusal.TooMany(
                    "The limit of %d requests an hour is used up.".formatted(requests),
                    Duration.between(now, hour.plus(1, ChronoUnit.HOURS)));
        }
        return new Left(requests, requests - used);
    }

    @Override
    public Left whole() {
        return new Left(requests, requests);
    }
}
