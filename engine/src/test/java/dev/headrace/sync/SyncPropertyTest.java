package dev.headrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.destination.Destination;
import dev.headrace.failure.Failure;
import dev.headrace.testkit.SeededRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Whatever a source goes through and whatever fails in between, the table ends as it does when
/// nothing fails.
class SyncPropertyTest {
    private static final int RUNS = Integer.getInteger("property.runs", 25);
    private static final int TRIES_MAX = 10;

    @Test
    void faultsLeaveNoTraceInRows() {
        SeededRandom.check(RUNS, SyncPropertyTest::check);
    }

    private static void check(SeededRandom random) {
        RandomScript script = new RandomScript(random);
        InMemoryDestination calm = new InMemoryDestination();
        InMemoryDestination stormy = new InMemoryDestination();
        FakeSource calmly = new FakeSource();
        FakeSource stormily = new FakeSource();
        RandomFaults faults = new RandomFaults(random, 8, 25, () -> {});
        stormily.onRow = number -> faults.pass("row " + number);
        Destination faulty = new FaultyDestination(stormy, faults);
        for (List<FakeSource.Entry> step : script.steps()) {
            feed(calmly, script, step);
            feed(stormily, script, step);
            assertThat(sync(calmly, calm, script)).isEmpty();
            for (int tries = 1; !sync(stormily, faulty, script).isEmpty(); tries++) {
                assertThat(tries).isLessThan(TRIES_MAX);
            }
            assertSame(rows(calm), rows(stormy));
            assertThat(stormy.openSessions()).isZero();
        }
    }

    /// Says the few rows that differ instead of all.
    static void assertSame(List<String> expected, List<String> found) {
        List<String> missing = new ArrayList<>(expected);
        found.forEach(missing::remove);
        List<String> surplus = new ArrayList<>(found);
        expected.forEach(surplus::remove);
        assertThat(missing.isEmpty() && surplus.isEmpty())
                .as(
                        "of %d rows, missing %d: %s%nsurplus %d: %s",
                        expected.size(),
                        missing.size(),
                        missing.stream().limit(3).toList(),
                        surplus.size(),
                        surplus.stream().limit(3).toList())
                .isTrue();
    }

    static void feed(FakeSource source, RandomScript script, List<FakeSource.Entry> step) {
        String table = RandomScript.TABLE.table();
        if (script.whole()) {
            source.replace(table, step);
        } else {
            source.append(table, step);
        }
    }

    static List<Failure> sync(FakeSource source, Destination into, RandomScript script) {
        TableOrder order =
                TableOrder.of(FakeSource.table(RandomScript.TABLE.table()), script.request());
        return new Sync(
                        source,
                        into,
                        SyncRequest.of(order),
                        SyncListener.NONE,
                        InstantSource.system())
                .run()
                .failures();
    }

    /// Without the instants, which differ from run to run.
    private static List<String> rows(InMemoryDestination destination) {
        return Objects.requireNonNull(destination.table(RandomScript.TABLE)).rows().stream()
                .map(row -> row.values() + (row.deleted() ? " deleted" : ""))
                .sorted()
                .toList();
    }
}
