package dev.headrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.destination.Destination;
import dev.headrace.destination.postgres.PostgresDestination;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.failure.Failure;
import dev.headrace.model.SyncId;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.SeededRandom;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a source goes through and whatever fails in between, a PostgreSQL table ends as its
/// model in memory does when nothing fails: rows, columns, marks, and the sync that wrote each row
/// last.
class SyncPropertyIT {
    private static final int RUNS = Integer.getInteger("property.runs", 8);
    private static final int TRIES_MAX = 12;

    /// The end-to-end tests, which have the binaries, run this on other servers, too.
    private static final String SERVERS = System.getProperty("property.servers", "18");

    static List<String> servers() {
        return List.of(SERVERS.split(",", -1));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void tableEqualsItsModelRowForRow(String server) {
        SeededRandom.check(
                RUNS,
                random -> {
                    try (TestDatabase database = TestPostgres.ofMajor(server).newDatabase()) {
                        new Run(random, database).check();
                    }
                });
    }

    /// One script, on both.
    private static final class Run {
        private final SeededRandom random;
        private final TestDatabase database;
        private final RandomScript script;
        private final FakeSource calmly = new FakeSource();
        private final FakeSource stormily = new FakeSource();
        private final InMemoryDestination model = new InMemoryDestination();
        private final RandomFaults faults;

        /// When each step's syncs began and ended, by the clocks of model and server.
        private final List<Instant> modelEnds = new ArrayList<>();

        private final List<Instant> serverEnds = new ArrayList<>();

        Run(SeededRandom random, TestDatabase database) {
            this.random = random;
            this.database = database;
            this.script = new RandomScript(random);
            this.faults = new RandomFaults(random, random.nextInt(4), 20, this::cut);
            stormily.onRow = number -> faults.pass("row " + number);
        }

        private void cut() {
            database.query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
                            .formatted(database.loader()));
        }

        void check() {
            for (List<FakeSource.Entry> step : script.steps()) {
                SyncPropertyTest.feed(calmly, script, step);
                SyncPropertyTest.feed(stormily, script, step);
                assertThat(SyncPropertyTest.sync(calmly, model, script)).isEmpty();
                modelEnds.add(Instant.ofEpochSecond(model.clock()));
                List<Failure> failures = syncPostgres();
                for (int tries = 1; !failures.isEmpty(); tries++) {
                    if (tries == TRIES_MAX) {
                        throw failures.getFirst();
                    }
                    failures = syncPostgres();
                }
                serverEnds.add(now());
                compare();
            }
        }

        private List<Failure> syncPostgres() {
            PostgresOptions options =
                    new PostgresOptions(
                            PostgresOptions.STATE_SCHEMA,
                            random.nextInt(1, 4),
                            1_000_000,
                            Duration.ofSeconds(20),
                            "test");
            try (Destination real =
                            new PostgresDestination(
                                    route(), options, SyncId.random(), InstantSource.system());
                    Destination faulty = new FaultyDestination(real, faults)) {
                return SyncPropertyTest.sync(stormily, faulty, script);
            }
        }

        private DatabaseRoute route() {
            return DatabaseRoute.direct(
                    new DatabaseAddress(
                            database.host(),
                            database.port(),
                            database.name(),
                            database.loader(),
                            Secret.of(database.loaderPassword()),
                            null,
                            null),
                    InstantSource.system());
        }

        private Instant now() {
            return Instant.parse(
                    Objects.requireNonNull(
                            database.value(
                                    """
                                    SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC',
                                        'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')\
                                    """)));
        }

        private void compare() {
            MemoryTable expected = Objects.requireNonNull(model.table(RandomScript.TABLE));
            List<String> found =
                    PostgresRows.of(
                            database,
                            RandomScript.TABLE,
                            expected,
                            instant -> step(serverEnds, instant));
            SyncPropertyTest.assertSame(
                    PostgresRows.of(expected, instant -> step(modelEnds, instant), found), found);
            try (Destination real =
                    new PostgresDestination(
                            route(),
                            PostgresOptions.standard("test"),
                            SyncId.random(),
                            InstantSource.system())) {
                assertThat(PostgresRows.columns(database, RandomScript.TABLE))
                        .isEqualTo(PostgresRows.columns(expected, real));
            }
            Await.until("no session is left", () -> database.loaderSessions() == 0);
            assertThat(
                            database.query(
                                    """
                                    SELECT relname FROM pg_class
                                    WHERE relname LIKE 'load\\_%' OR relname LIKE 'seen\\_%'\
                                    """))
                    .isEmpty();
        }

        /// The first step that had not ended before.
        private static String step(List<Instant> ends, Instant instant) {
            int step = 1;
            for (Instant end : ends) {
                if (!instant.isAfter(end)) {
                    return "in step " + step;
                }
                step++;
            }
            return "never";
        }
    }
}
