package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A load is killed, stopped, cut off or run twice at instants that it does not choose, and the
/// next run makes the tables of an undisturbed one, with nothing left behind.
class DisturbanceE2E {
    private static final int ROWS = 3000;
    private static final int RANDOM_KILLS = 10;

    private static TestServer server;
    private static CrashRig rig;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        rig = new CrashRig(server, ROWS);
    }

    @AfterAll
    static void stop() {
        rig.close();
        server.close();
    }

    @Test
    void survivesSigkillAtRandomInstants() {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        List<String> scenarios =
                List.of("first-load-duplicates", "incremental", "snapshot", "refresh", "widening");
        List<CrashRig.Trial> trials = new ArrayList<>();
        for (int i = 0; i < RANDOM_KILLS; i++) {
            Scenario scenario = Scenario.named(scenarios.get(i % scenarios.size()));
            long whole = rig.undisturbed(scenario).toMillis();
            // Before its first third the process is only starting.
            Duration after = Duration.ofMillis(whole / 3 + random.nextLong(whole * 2 / 3));
            CrashRig.Trial trial = rig.trial(scenario, List.of(new Disturbance.Killed(after)));
            assertThat(trial.difference()).as("seed %d: %s", seed, trial).isEmpty();
            trials.add(trial);
            rig.forget(trial);
        }
        assertThat(trials).anyMatch(CrashRig.Trial::met);
    }

    @Test
    void goesOnWhenTheServerIsKilledAndComesBack() {
        for (String scenario : List.of("first-load", "incremental")) {
            Duration half = rig.undisturbed(Scenario.named(scenario)).multipliedBy(2).dividedBy(3);
            trial(scenario, List.of(new Disturbance.ServerKilled(half, Duration.ofMillis(300))));
        }
    }

    @Test
    void goesOnWhenItsSessionsAreEnded() {
        for (String scenario : List.of("first-load", "incremental")) {
            Duration half = rig.undisturbed(Scenario.named(scenario)).multipliedBy(2).dividedBy(3);
            trial(scenario, List.of(new Disturbance.SessionsEnded(half)));
        }
    }

    @Test
    void twoRunsAtOnceNeverDouble() {
        for (String scenario : List.of("first-load", "incremental", "append")) {
            trial(scenario, List.of(new Disturbance.Rival(Duration.ZERO)));
        }
    }

    @Test
    void stopsWithinFiveSecondsAndLeavesNothing() {
        for (String scenario : List.of("first-load", "incremental")) {
            Duration half = rig.undisturbed(Scenario.named(scenario)).multipliedBy(2).dividedBy(3);
            trial(
                    scenario,
                    List.of(
                            new Disturbance.Stopped(half, false),
                            new Disturbance.Stopped(half, true)));
        }
    }

    private static CrashRig.Trial trial(String scenario, List<Disturbance> disturbances) {
        CrashRig.Trial trial = rig.trial(Scenario.named(scenario), disturbances);
        assertThat(trial.difference()).as(trial.toString()).isEmpty();
        rig.forget(trial);
        return trial;
    }
}
