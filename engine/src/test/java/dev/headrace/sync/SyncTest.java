package dev.headrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.destination.Destination;
import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Change;
import dev.headrace.model.Column;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A sync brings tables up to date; wherever it fails or is stopped, the next one ends with the
/// tables of an undisturbed run.
class SyncTest {
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("name", LogicalType.STRING)),
                    List.of("id"));

    private final FakeSource source = new FakeSource();
    private final InMemoryDestination destination = new InMemoryDestination();

    /// A process that is killed, seen from within: nothing retries it.
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static FakeSource.Entry row(long id, @Nullable String name) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(id);
        values.add(name);
        return new FakeSource.Entry(SHAPE, new Change.Upsert(values));
    }

    private static List<FakeSource.Entry> rows(int from, int to, String name) {
        List<FakeSource.Entry> rows = new ArrayList<>();
        for (int id = from; id < to; id++) {
            rows.add(row(id, name));
        }
        return rows;
    }

    private static LoadRequest request(String table) {
        return LoadRequest.of(new TableName("s", table), SyncMode.SOFT_DELETE, List.of("id"));
    }

    private static LoadRequest snapshot(String table) {
        return new LoadRequest(
                new TableName("s", table),
                SyncMode.SOFT_DELETE,
                List.of("id"),
                true,
                false,
                false,
                false,
                List.of(),
                false,
                false);
    }

    private static TableOrder order(LoadRequest request) {
        return TableOrder.of(FakeSource.table(request.table().table()), request);
    }

    private Sync sync(Destination into, LoadRequest... requests) {
        TableOrder[] orders = new TableOrder[requests.length];
        for (int i = 0; i < orders.length; i++) {
            orders[i] = order(requests[i]);
        }
        return new Sync(
                source, into, SyncRequest.of(orders), SyncListener.NONE, InstantSource.system());
    }

    private SyncResult run(LoadRequest... requests) {
        return sync(destination, requests).run();
    }

    private MemoryTable table(String name) {
        return Objects.requireNonNull(destination.table(new TableName("s", name)));
    }

    private Map<Object, String> names(String table) {
        Map<Object, String> names = new TreeMap<>();
        for (MemoryTable.Row row : table(table).rows()) {
            names.put(
                    Objects.requireNonNull(row.values().get("id")),
                    row.values().get("name") + (row.deleted() ? " gone" : ""));
        }
        return names;
    }

    @Test
    void loadsThenReadsNothingThenOnlyWhatIsNew() {
        source.append("t", rows(0, 500, "a"));
        SyncResult first = run(request("t"));
        assertThat(first.status()).isEqualTo(SyncStatus.SUCCEEDED);
        assertThat(first.connection()).isEqualTo(new ConnectionName("s.t"));
        assertThat(first.tables().getFirst().counters().created()).isTrue();
        assertThat(first.tables().getFirst().counters().inserted()).isEqualTo(500);
        assertThat(first.tables().getFirst().columns())
                .containsExactly(
                        new TableColumn("id", "id", "long"),
                        new TableColumn("name", "name", "string"));
        assertThat(names("t")).hasSize(500);

        long commits = destination.commits();
        SyncResult second = run(request("t"));
        assertThat(second.tables().getFirst().unchanged()).isTrue();
        assertThat(destination.commits()).isEqualTo(commits);

        source.append("t", rows(490, 600, "b"));
        SyncResult third = run(request("t"));
        assertThat(third.tables().getFirst().read().rows()).isEqualTo(110);
        assertThat(third.tables().getFirst().counters().updated()).isEqualTo(10);
        assertThat(third.tables().getFirst().counters().inserted()).isEqualTo(100);
        assertThat(destination.openSessions()).isZero();
    }

    @Test
    void tellsTheSourceWhatIsCommittedAndOnlyThat() {
        source.append("t", rows(0, 300, "a"));
        run(request("t"));
        source.told.clear();
        source.append("t", rows(0, 300, "b"));
        run(request("t"));
        assertThat(source.told).isNotEmpty();
        long rows =
                source.told.stream()
                        .flatMap(checkpoint -> checkpoint.ranges().stream())
                        .mapToLong(range -> range.rows())
                        .sum();
        assertThat(rows).isEqualTo(300);
    }

    @Test
    void oneFailingTableDoesNotStopTheOthers() {
        source.append("a", rows(0, 10, "a"));
        source.append("b", rows(0, 10, "b"));
        source.append("c", rows(0, 10, "c"));
        Failure bad = Failure.of(FailureCode.ROW_MALFORMED, "A row is malformed.");
        Destination into =
                new FaultyDestination(
                        destination,
                        new FaultyDestination.Faults() {
                            private int begins;

                            @Override
                            public void pass(String step) {
                                if (step.equals("begin") && ++begins == 2) {
                                    throw bad;
                                }
                            }
                        });
        SyncResult result = sync(into, request("a"), request("b"), request("c")).run();
        assertThat(result.status()).isEqualTo(SyncStatus.PARTIAL);
        assertThat(result.connection()).isNull();
        assertThat(result.tables()).hasSize(3);
        assertThat(result.failures()).hasSize(1);
        assertThat(result.failures().getFirst().code()).isEqualTo(FailureCode.ROW_MALFORMED);
        assertThat(result.failures().getFirst().place().schema()).isEqualTo("s");
        assertThat(result.failures().getFirst().place().table()).isEqualTo("b");
        assertThat(names("a")).hasSize(10);
        assertThat(names("c")).hasSize(10);
        assertThat(destination.openSessions()).isZero();
    }

    @Test
    void tablesOfOneConnectionShareItsSession() {
        source.append("a", rows(0, 10, "a"));
        source.append("b", rows(0, 10, "b"));
        AtomicInteger opened = new AtomicInteger();
        Destination into =
                new FaultyDestination(
                        destination,
                        step -> {
                            if (step.equals("open")) {
                                opened.incrementAndGet();
                            }
                        });
        ConnectionName shared = new ConnectionName("shared");
        SyncRequest request =
                SyncRequest.of(
                        new TableOrder(FakeSource.table("a"), request("a"), shared),
                        new TableOrder(FakeSource.table("b"), request("b"), shared));
        SyncResult result =
                new Sync(source, into, request, SyncListener.NONE, InstantSource.system()).run();
        assertThat(result.status()).isEqualTo(SyncStatus.SUCCEEDED);
        assertThat(result.connection()).isEqualTo(shared);
        assertThat(opened).hasValue(1);
    }

    @Test
    void whatIsNoFailureOfOursIsADefect() {
        source.append("t", rows(0, 10, "a"));
        source.onRow =
                number -> {
                    throw new IllegalStateException("odd");
                };
        SyncResult result = run(request("t"));
        assertThat(result.status()).isEqualTo(SyncStatus.FAILED);
        assertThat(result.failures().getFirst().code()).isEqualTo(FailureCode.INTERNAL);
        assertThat(result.failures().getFirst().reason()).isEqualTo("odd");
    }

    /// The table's rows after an undisturbed first and second sync.
    private Map<Object, String> undisturbed() {
        Map<Object, String> names = new TreeMap<>();
        for (int id = 0; id < 300; id++) {
            names.put((long) id, id < 100 ? "b" : "a");
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resumesWhereverItFailedWithoutLossOrDoubling(boolean killed) {
        int steps = 0;
        // Waiting before each retry takes its time.
        for (int failing = 1; ; failing += killed ? 1 : 9) {
            InMemoryDestination fresh = new InMemoryDestination();
            FakeSource again = new FakeSource();
            StepFault fault = new StepFault(failing, killed);
            Destination into = new FaultyDestination(fresh, fault);
            List<FakeSource.Entry> rows = new ArrayList<>(rows(0, 150, "old"));
            rows.addAll(rows(0, 300, "a"));
            again.append("t", rows);
            runUntilDone(again, into);
            again.append("t", rows(0, 100, "b"));
            runUntilDone(again, into);
            steps = fault.passed;
            assertThat(namesOf(fresh))
                    .as("failing at step %d, %s", failing, fault.name)
                    .isEqualTo(undisturbed());
            assertThat(fresh.openSessions()).isZero();
            if (fault.name.isEmpty()) {
                break;
            }
        }
        assertThat(steps).isGreaterThan(50);
    }

    private static Map<Object, String> namesOf(InMemoryDestination destination) {
        Map<Object, String> names = new TreeMap<>();
        MemoryTable table = Objects.requireNonNull(destination.table(new TableName("s", "t")));
        for (MemoryTable.Row row : table.rows()) {
            names.put(
                    Objects.requireNonNull(row.values().get("id")),
                    String.valueOf(row.values().get("name")));
        }
        return names;
    }

    /// After a kill there is another sync.
    private static void runUntilDone(FakeSource from, Destination into) {
        List<Failure> failures = List.of();
        for (int tries = 0; tries < 2; tries++) {
            SyncRequest request = SyncRequest.of(order(request("t")));
            failures =
                    new Sync(from, into, request, SyncListener.NONE, InstantSource.system())
                            .run()
                            .failures();
            if (failures.isEmpty()) {
                break;
            }
        }
        assertThat(failures).isEmpty();
    }

    /// Fails once, at the nth step.
    private static final class StepFault implements FaultyDestination.Faults {
        private final int failing;
        private final boolean killed;
        private int passed;
        private String name = "";

        StepFault(int failing, boolean killed) {
            this.failing = failing;
            this.killed = killed;
        }

        @Override
        public void pass(String step) {
            if (++passed == failing) {
                name = step;
                if (killed) {
                    throw new Killed();
                }
                throw Failure.of(FailureCode.CONNECTION_LOST, "The connection broke.");
            }
        }
    }

    @Test
    void givesUpWhenNothingIsCommittedForTooLong() {
        source.append("t", rows(0, 10, "a"));
        Destination into =
                new FaultyDestination(
                        destination,
                        step -> {
                            if (step.equals("submit")) {
                                throw Failure.of(FailureCode.CONNECTION_LOST, "It broke.");
                            }
                        });
        SyncRequest request =
                new SyncRequest(
                        SyncId.random(), List.of(order(request("t"))), Duration.ofMillis(500));
        List<SyncEvent> events = new ArrayList<>();
        SyncResult result =
                new Sync(source, into, request, events::add, InstantSource.system()).run();
        assertThat(result.status()).isEqualTo(SyncStatus.FAILED);
        assertThat(result.failures().getFirst().code()).isEqualTo(FailureCode.CONNECTION_LOST);
        assertThat(events.stream().filter(SyncEvent.Retrying.class::isInstance))
                .hasSizeBetween(1, 3);
        assertThat(events.getFirst()).isInstanceOf(SyncEvent.TableStarted.class);
        assertThat(events.getLast()).isInstanceOf(SyncEvent.TableFinished.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FENCED_OFF", "CONNECTION_BUSY", "DISK_FULL", "ROW_MALFORMED"})
    void neverFightsARivalNorRepeatsWhatTheUserMustMend(String code) {
        source.append("t", rows(0, 10, "a"));
        AtomicInteger begins = new AtomicInteger();
        Destination into =
                new FaultyDestination(
                        destination,
                        step -> {
                            if (step.equals("begin")) {
                                begins.incrementAndGet();
                                throw Failure.of(FailureCode.valueOf(code), "No.");
                            }
                        });
        SyncResult result = sync(into, request("t")).run();
        assertThat(result.status()).isEqualTo(SyncStatus.FAILED);
        assertThat(begins).hasValue(1);
    }

    @Test
    void opensItsSessionAgainWhereTheFirstIsLost() {
        source.append("t", rows(0, 10, "a"));
        AtomicInteger opens = new AtomicInteger();
        Destination into =
                new FaultyDestination(
                        destination,
                        step -> {
                            if (step.equals("open") && opens.incrementAndGet() == 1) {
                                throw Failure.of(FailureCode.CONNECTION_LOST, "It broke.");
                            }
                        });
        assertThat(sync(into, request("t")).run().status()).isEqualTo(SyncStatus.SUCCEEDED);
        assertThat(opens).hasValue(2);
    }

    @Test
    void inputThatCannotBeReadAgainIsNotRetried() {
        source.repeatable = false;
        source.append("t", rows(0, 10, "a"));
        AtomicInteger begins = new AtomicInteger();
        Destination into =
                new FaultyDestination(
                        destination,
                        step -> {
                            if (step.equals("begin")) {
                                begins.incrementAndGet();
                                throw Failure.of(FailureCode.CONNECTION_LOST, "It broke.");
                            }
                        });
        assertThat(sync(into, request("t")).run().status()).isEqualTo(SyncStatus.FAILED);
        assertThat(begins).hasValue(1);
    }

    @Test
    void widensAndBeginsAnewAsTheShapeDemands() {
        TableShape text =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.LONG),
                                Column.of("name", LogicalType.STRING),
                                Column.of("size", LogicalType.STRING)),
                        List.of("id"));
        TableShape number =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.LONG),
                                Column.of("name", LogicalType.STRING),
                                Column.of("size", LogicalType.LONG)),
                        List.of("id"));
        List<FakeSource.Entry> input = new ArrayList<>(rows(0, 200, "a"));
        for (long id = 200; id < 300; id++) {
            input.add(new FakeSource.Entry(number, new Change.Upsert(List.of(id, "b", id))));
        }
        for (long id = 300; id < 400; id++) {
            input.add(new FakeSource.Entry(text, new Change.Upsert(List.of(id, "c", "x" + id))));
        }
        source.append("t", input);
        SyncResult result = run(request("t"));
        assertThat(result.failures()).isEmpty();
        assertThat(names("t")).hasSize(400);
        assertThat(table("t").shape()).isEqualTo(text);
        assertThat(
                        table("t").rows().stream()
                                .map(row -> row.values().get("size"))
                                .filter(Objects::nonNull))
                .hasSize(200)
                .allMatch(String.class::isInstance);
        assertThat(result.tables().getFirst().read().rows()).isEqualTo(400);
    }

    @Test
    void snapshotMarksWhatTheInputNoLongerHas() {
        source.replace("t", rows(0, 100, "a"));
        run(snapshot("t"));
        source.replace("t", rows(10, 110, "a"));
        SyncResult result = run(snapshot("t"));
        assertThat(result.failures()).isEmpty();
        assertThat(result.tables().getFirst().counters().deleted()).isEqualTo(10);
        assertThat(names("t")).hasSize(110).containsEntry(9L, "a gone").containsEntry(10L, "a");
    }

    @Test
    void snapshotReadsNothingWhenTheTableIsTheInput() {
        source.replace("t", rows(0, 100, "a"));
        run(request("t"));
        long commits = destination.commits();
        assertThat(run(snapshot("t")).tables().getFirst().unchanged()).isTrue();
        assertThat(destination.commits()).isEqualTo(commits);
    }

    @Test
    void snapshotReadsAgainWhatALoadWithoutOneHadRead() {
        source.replace("t", rows(0, 100, "a"));
        run(snapshot("t"));
        source.replace("t", rows(10, 110, "a"));
        run(request("t"));
        assertThat(names("t")).containsEntry(9L, "a");
        SyncResult result = run(snapshot("t"));
        assertThat(result.tables().getFirst().counters().deleted()).isEqualTo(10);
        assertThat(names("t")).containsEntry(9L, "a gone");
        assertThat(run(snapshot("t")).tables().getFirst().unchanged()).isTrue();
    }

    @Test
    void snapshotKilledAfterItsLastBatchMarksInTheNextRun() {
        source.replace("t", rows(0, 100, "a"));
        run(snapshot("t"));
        source.replace("t", rows(10, 110, "a"));
        Destination into =
                new FaultyDestination(
                        destination,
                        step -> {
                            if (step.equals("finish")) {
                                throw new Killed();
                            }
                        });
        assertThat(sync(into, snapshot("t")).run().status()).isEqualTo(SyncStatus.FAILED);
        assertThat(names("t")).containsEntry(9L, "a");
        assertThat(run(snapshot("t")).status()).isEqualTo(SyncStatus.SUCCEEDED);
        assertThat(names("t")).containsEntry(9L, "a gone");
    }

    @Test
    void snapshotThatWouldRemoveMostRowsIsRefusedEveryTime() {
        source.replace("t", rows(0, 100, "a"));
        run(snapshot("t"));
        source.replace("t", rows(0, 10, "a"));
        for (int i = 0; i < 2; i++) {
            SyncResult result = run(snapshot("t"));
            assertThat(result.failures().getFirst().code()).isEqualTo(FailureCode.MASS_DELETE);
            assertThat(names("t")).containsEntry(99L, "a");
        }
    }

    @Test
    void stopsWithinSecondsAndGoesOnAfter() throws InterruptedException {
        source.append("t", rows(0, 5_000, "a"));
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        source.onRow =
                number -> {
                    if (number == 2_000) {
                        reading.countDown();
                        waitFor(never);
                    }
                };
        Sync sync = sync(destination, request("t"));
        SyncResult result = stopped(sync, reading);
        assertThat(result.status()).isEqualTo(SyncStatus.INTERRUPTED);
        assertThat(result.failures()).isEmpty();
        assertThat(destination.openSessions()).isZero();

        source.onRow = number -> {};
        SyncResult next = run(request("t"));
        assertThat(next.status()).isEqualTo(SyncStatus.SUCCEEDED);
        assertThat(next.resumed()).isTrue();
        assertThat(next.tables().getFirst().read().rows()).isBetween(3_000L, 4_999L);
        assertThat(names("t")).hasSize(5_000);
    }

    @Test
    void leavesASourceThatCannotBeInterrupted() throws InterruptedException {
        source.append("t", rows(0, 5_000, "a"));
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        source.onRow =
                number -> {
                    if (number == 2_000) {
                        reading.countDown();
                        while (released.getCount() > 0) {
                            waitFor(released);
                        }
                    }
                };
        Sync sync = sync(destination, request("t"));
        SyncResult result = stopped(sync, reading);
        released.countDown();
        assertThat(result.status()).isEqualTo(SyncStatus.INTERRUPTED);
        assertThat(result.tables()).hasSize(1);
        assertThat(result.tables().getFirst().counters().committed()).isPositive();
        assertThat(result.duration()).isLessThan(Duration.ofSeconds(5));
        assertThat(destination.openSessions()).isZero();
    }

    /// An interrupt ends the wait and nothing else.
    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SyncResult stopped(Sync sync, CountDownLatch reading)
            throws InterruptedException {
        List<SyncResult> results = new ArrayList<>();
        Thread runner = Thread.ofPlatform().start(() -> results.add(sync.run()));
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(sync.progress()).isPresent();
        sync.cancel();
        assertThat(runner.join(Duration.ofSeconds(10))).isTrue();
        return results.getFirst();
    }

    @Test
    void planTouchesNothingAndKnowsTheColumnsOfAllRows() {
        TableShape wider =
                new TableShape(
                        List.of(
                                Column.of("id", LogicalType.DECIMAL),
                                Column.of("name", LogicalType.STRING)),
                        List.of("id"));
        List<FakeSource.Entry> input = new ArrayList<>(rows(0, 500, "a"));
        input.add(
                new FakeSource.Entry(
                        wider, new Change.Upsert(List.of(new java.math.BigDecimal("1.5"), "b"))));
        source.append("t", input);
        SyncResult result = sync(destination, request("t")).plan();
        assertThat(result.status()).isEqualTo(SyncStatus.PLANNED);
        TableResult table = result.tables().getFirst();
        assertThat(table.columns().getFirst()).isEqualTo(new TableColumn("id", "id", "decimal"));
        assertThat(table.ddl()).isNotEmpty();
        assertThat(table.read().rows()).isEqualTo(501);
        assertThat(destination.commits()).isZero();
        assertThat(destination.table(new TableName("s", "t"))).isNull();
    }
}
