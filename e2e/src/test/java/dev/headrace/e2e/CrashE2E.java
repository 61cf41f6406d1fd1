package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A load dies at any step, and the next run makes the tables of one that never died, row for row,
/// with nothing left behind.
///
/// Every named step is died at in a load that passes it. [DisturbanceE2E] tries what comes from
/// outside, and `./dev chaos` goes on from there.
class CrashE2E {
    private static final int ROWS = 3000;

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

    /// A step, and a load that passes it at least so often.
    record Death(String scenario, String step, int pass) {
        @Override
        public String toString() {
            return "%s at %s:%d".formatted(scenario, step, pass);
        }
    }

    static List<Death> deaths() {
        return List.of(
                new Death("incremental", "LOCKED", 1),
                new Death("incremental", "FENCED", 1),
                new Death("incremental", "PREDECESSOR_ENDED", 1),
                new Death("first-load", "LEDGER_MIGRATED", 1),
                new Death("first-load", "TABLE_CREATED", 1),
                new Death("first-load", "PIECE_COPIED", 1),
                new Death("first-load-stdin", "PIECE_COPIED", 3),
                new Death("first-load", "PIECE_NOTED", 2),
                new Death("first-load-gzip", "PIECE_NOTED", 3),
                new Death("first-load-widening", "WIDENED", 1),
                new Death("widening", "WIDENED", 1),
                new Death("first-load-text-late", "TABLE_CREATED", 2),
                new Death("first-load-duplicates", "DUPLICATES_REMOVED", 1),
                new Death("first-load", "KEY_BUILT", 1),
                new Death("first-load-duplicates", "KEY_BUILT", 1),
                new Death("first-load", "SYSTEM_COLUMNS_ADDED", 1),
                new Death("first-load", "PUBLISHED", 1),
                new Death("first-load-folder", "PUBLISHED", 2),
                new Death("incremental", "BATCH_STAGED", 2),
                new Death("append", "BATCH_STAGED", 1),
                new Death("incremental", "BATCH_MERGED", 2),
                new Death("keyless-shrinking", "BATCH_MERGED", 1),
                new Death("append", "STATE_WRITTEN", 2),
                new Death("glob", "STATE_WRITTEN", 2),
                new Death("first-load", "FENCE_CHECKED", 3),
                new Death("incremental", "FENCE_CHECKED", 2),
                new Death("first-load", "COMMITTED", 2),
                new Death("quarantine", "COMMITTED", 3),
                new Death("incremental", "COMMITTED", 3),
                new Death("append", "COMMITTED", 2),
                new Death("incremental", "SOURCE_TOLD", 1),
                new Death("snapshot", "SEEN_WRITTEN", 2),
                new Death("snapshot", "VANISHED_MARKED", 1),
                new Death("snapshot-live", "VANISHED_MARKED", 1),
                new Death("refresh", "SWAPPED", 1),
                new Death("refresh-under-view", "SWAPPED", 1),
                new Death("refresh", "PIECE_NOTED", 2),
                new Death("first-load", "CLOSING", 1),
                new Death("refresh", "CLOSING", 1));
    }

    @Test
    void everyStepIsDiedAt() {
        Set<String> tried = new TreeSet<>(deaths().stream().map(Death::step).toList());
        assertThat(tried).containsExactlyInAnyOrderElementsOf(Steps.ALL);
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void theNextRunCompletesWhatDied(Death death) {
        CrashRig.Trial trial =
                trial(
                        death.scenario(),
                        List.of(new Disturbance.AtStep(death.step(), death.pass())));
        assertThat(trial.runs().getFirst().exit())
                .as("passes the step: " + trial)
                .isEqualTo(HeadraceRun.KILLED);
    }

    /// Dies, dies again while it picks up the pieces, and once more.
    @ParameterizedTest
    @MethodSource("severalDeaths")
    void survivesOneDeathAfterAnother(String scenario, List<Disturbance> disturbances) {
        trial(scenario, disturbances);
    }

    static Stream<Arguments> severalDeaths() {
        return Stream.of(
                Arguments.of(
                        "first-load",
                        List.of(
                                new Disturbance.AtStep("PIECE_NOTED", 2),
                                new Disturbance.AtStep("PREDECESSOR_ENDED", 1),
                                new Disturbance.AtStep("COMMITTED", 3))),
                Arguments.of(
                        "refresh",
                        List.of(
                                new Disturbance.AtStep("SYSTEM_COLUMNS_ADDED", 1),
                                new Disturbance.AtStep("SWAPPED", 1))),
                Arguments.of(
                        "snapshot",
                        List.of(
                                new Disturbance.AtStep("COMMITTED", 3),
                                new Disturbance.AtStep("VANISHED_MARKED", 1))));
    }

    private static CrashRig.Trial trial(String scenario, List<Disturbance> disturbances) {
        CrashRig.Trial trial = rig.trial(Scenario.named(scenario), disturbances);
        assertThat(trial.difference()).as(trial.toString()).isEmpty();
        rig.forget(trial);
        return trial;
    }
}
