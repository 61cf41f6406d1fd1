package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Nothing that a client sends is a fault of the server. `./dev fuzz` does the same for longer.
class ApiFuzzE2E {
    private static final int REQUESTS = 20_000;

    /// On an idle machine half a minute is enough; a busy one is not the server's fault.
    private static final Duration TIME_MAX = Duration.ofMinutes(15);

    /// Most operations are to be met in earnest, and not only as errors.
    private static final int UNREACHED_MAX = 75;

    @Test
    void everyRequestIsAnswered() {
        long seed = Long.getLong("fuzz.seed", new Random().nextLong());
        String database = SharedServer.newDatabase();
        try (HeadraceServer server = HeadraceServer.start(SharedServer.get(), database)) {
            ApiFuzz.Outcome outcome = new ApiFuzz(server, REQUESTS, seed, TIME_MAX).run();
            String what = "seed %d: %s".formatted(seed, outcome);
            assertThat(outcome.findings()).as("seed %d", seed).isEmpty();
            assertThat(outcome.sent()).as(what).isGreaterThanOrEqualTo(REQUESTS);
            assertThat(outcome.neverSucceeded()).as(what).hasSizeLessThan(UNREACHED_MAX);
            assertThat(outcome.statuses()).as(what).containsKeys(200, 201, 400, 401, 403, 404);
        }
    }
}
