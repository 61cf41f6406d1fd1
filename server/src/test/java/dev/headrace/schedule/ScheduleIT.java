package dev.headrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Work that was ordered is done once, by whichever server has a worker for it, and everybody can
/// wait for it, follow it and end it from any of them.
class ScheduleIT {
    private TestDatabase database;
    private TestServer one;
    private TestServer other;

    @BeforeEach
    void start() {
        database = TestPostgres.database();
        one = new TestServer(database);
        other = new TestServer(database);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        database.close();
    }

    @Test
    void awaitsAcrossServers() {
        other.work(2, Map.of("echo", (context, payload) -> payload));
        WorkId id = one.submit("echo", "{\"a\":1}");
        assertThat(one.await(id)).isEqualTo(new WorkEnd.Done("{\"a\":1}"));
        assertThat(executions()).isZero();
    }

    @Test
    void runsEachOrderOnceWhenServersRace() {
        Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        Work count =
                (context, payload) -> {
                    runs.computeIfAbsent(context.id().text(), id -> new AtomicInteger())
                            .incrementAndGet();
                    return payload;
                };
        one.work(8, Map.of("count", count));
        other.work(8, Map.of("count", count));
        List<WorkId> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            one.catalog()
                    .run(transaction -> {
                        for (int j = 0; j < 100; j++) {
                            ids.add(
                                    one.schedule()
                                            .submit(
                                                    transaction,
                                                    new WorkOrder(
                                                            "count", "s" + j, "default", "{}")));
                        }
                    });
        }
        Await.until("all are done", () -> executions() == 0);
        assertThat(runs).hasSize(2_000);
        assertThat(runs.values()).allMatch(count1 -> count1.get() == 1);
        assertThat(database.query("SELECT state, count(*) FROM headrace.work GROUP BY state"))
                .containsExactly(List.of("done", "2000"));
        assertThat(ids).hasSize(2_000);
    }

    @Test
    void leavesNothingOfAnAbortedTransaction() {
        assertThatThrownBy(() ->
                        one.catalog()
                                .run(transaction -> {
                                    one.schedule()
                                            .submit(
                                                    transaction,
                                                    new WorkOrder("x", "s", "default", "{}"));
                                    throw new IllegalStateException("no");
                                }))
                .hasMessage("no");
        assertThat(executions()).isZero();
        assertThat(database.count("SELECT count(*) FROM headrace.work")).isZero();
    }

    @Test
    void cancelsWhatRunsOnAnotherServer() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        other.work(
                1,
                Map.of(
                        "wait",
                        (context, payload) -> {
                            begun.countDown();
                            new CountDownLatch(1).await();
                            return "{}";
                        }));
        WorkId id = one.submit("wait", "{}");
        TestServer.await(begun);
        one.cancel(id);
        assertThat(one.schedule().await(id, Duration.ofSeconds(5)))
                .isEqualTo(new WorkEnd.Cancelled());
        assertThat(executions()).isZero();
    }

    @Test
    void findsWhatItDidNotHear() {
        other.work(1, Map.of("echo", (context, payload) -> payload));
        Await.until("both listen", () -> listening() == 2);
        database.execute(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'LISTEN %'
                """);
        WorkId id = one.submit("echo", "{}");
        assertThat(one.await(id)).isEqualTo(new WorkEnd.Done("{}"));
        Await.until("both listen again", () -> listening() == 2);
    }

    @Test
    void cancelsWhatWaits() {
        WorkId id = one.submit("nobody", "{}");
        one.cancel(id);
        assertThat(other.await(id)).isEqualTo(new WorkEnd.Cancelled());
        assertThat(executions()).isZero();
    }

    @Test
    void doesNotWaitLongerThanAsked() {
        WorkId id = one.submit("nobody", "{}");
        assertThat(one.schedule().await(id, Duration.ofMillis(50)))
                .isEqualTo(new WorkEnd.StillRunning());
    }

    private long listening() {
        return database.count(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND query LIKE 'LISTEN %'
                """);
    }

    private long executions() {
        return database.count("SELECT count(*) FROM headrace.execution");
    }
}
