package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.Grants;
import dev.headrace.catalog.Catalog;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.SettableClock;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// The limit holds over all servers of a database, and begins anew each hour.
class HourlyLimitIT {

    @Test
    void servesSoManyAnHourOverAllServers() {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-02T09:59:58Z"));
        try (TestDatabase database = TestPostgres.database();
                Catalog one = open(database);
                Catalog other = open(database)) {
            RateLimit first = RateLimit.perHour(one, 3, clock);
            RateLimit second = RateLimit.perHour(other, 3, clock);
            assertThat(first.take(caller("a"))).isEqualTo(new RateLimit.Left(3, 2));
            assertThat(second.take(caller("a"))).isEqualTo(new RateLimit.Left(3, 1));
            assertThat(first.take(caller("a"))).isEqualTo(new RateLimit.Left(3, 0));
            assertThatThrownBy(() -> second.take(caller("a")))
                    .isInstanceOfSatisfying(
                            Refusal.TooMany.class,
                            refusal ->
                                    assertThat(refusal.retryAfter())
                                            .isEqualTo(Duration.ofSeconds(2)));
            assertThat(second.take(caller("b"))).isEqualTo(new RateLimit.Left(3, 2));
            clock.advance(Duration.ofSeconds(2));
            assertThat(second.take(caller("a"))).isEqualTo(new RateLimit.Left(3, 2));
        }
    }

    private static Caller caller(String id) {
        return new Caller(new Actor.User(id, id), Grants.none(), null, null);
    }

    private static Catalog open(TestDatabase database) {
        return Catalog.open(
                new Catalog.Address(
                        "jdbc:postgresql://%s:%d/%s"
                                .formatted(database.host(), database.port(), database.name()),
                        database.loader(),
                        Secret.of(database.loaderPassword()),
                        Catalog.CONNECTIONS_MIN));
    }
}
