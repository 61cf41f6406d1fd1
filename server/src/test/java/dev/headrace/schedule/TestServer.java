package dev.headrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.catalog.Catalog;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One server of an installation, as far as work goes. Several on one database are as many
/// processes to each other: they share nothing else.
final class TestServer implements AutoCloseable {
    /// So fast that dying takes two seconds, so slow that a busy machine kills nobody.
    static final Heartbeat FAST = new Heartbeat(Duration.ofMillis(500), 4);

    private final Catalog catalog;
    private final Schedule schedule;
    private final List<Worker> workers = new ArrayList<>();
    private final Queue<String> ends = new ConcurrentLinkedQueue<>();

    TestServer(TestDatabase database) {
        this(database, InstantSource.system());
    }

    TestServer(TestDatabase database, InstantSource clock) {
        this(url(database), database.loader(), database.loaderPassword(), clock);
    }

    static String url(TestDatabase database) {
        return "jdbc:postgresql://%s:%d/%s"
                .formatted(database.host(), database.port(), database.name());
    }

    TestServer(String url, String user, String password, InstantSource clock) {
        catalog = Catalog.open(new Catalog.Address(url, user, Secret.of(password), 8));
        schedule = Schedule.open(catalog, clock);
    }

    Catalog catalog() {
        return catalog;
    }

    Schedule schedule() {
        return schedule;
    }

    Worker work(int threads, Map<String, Work> kinds) {
        return work(threads, kinds, FAST, WorkOrder.DEFAULT_POOL);
    }

    Worker work(int threads, Map<String, Work> kinds, Heartbeat heartbeat, String... pools) {
        Worker worker =
                Worker.start(
                        schedule,
                        kinds,
                        new Worker.Settings(
                                "test-" + UUID.randomUUID(), List.of(pools), threads, heartbeat),
                        (kind, end, waited, ran) -> ends.add(end));
        workers.add(worker);
        return worker;
    }

    WorkId submit(String kind, String payload) {
        return submit(new WorkOrder(kind, "maple_orbit", WorkOrder.DEFAULT_POOL, payload));
    }

    WorkId submit(WorkOrder order) {
        return catalog.in(transaction -> schedule.submit(transaction, order));
    }

    void cancel(WorkId id) {
        catalog.run(transaction -> schedule.cancel(transaction, id));
    }

    /// How what ran or was found dead here has ended.
    List<String> ends() {
        return List.copyOf(ends);
    }

    WorkEnd await(WorkId id) {
        return schedule.await(id, Duration.ofSeconds(30));
    }

    /// Waits for what must come.
    static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.stop(Duration.ofSeconds(5)));
        schedule.close();
        catalog.close();
    }
}
