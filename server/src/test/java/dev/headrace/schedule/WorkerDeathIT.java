package dev.headrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A worker that is killed leaves nothing that waits for ever, and disturbs nobody.
class WorkerDeathIT {
    private static final Duration BEAT = TestServer.FAST.interval();

    private static final Work ECHO = (context, payload) -> payload;

    /// Done by whoever survives, where the doomed worker is stuck.
    private static final Work AGAIN =
            new Work() {
                @Override
                public String run(WorkContext context, String payload) {
                    return "{\"done\":\"again\"}";
                }

                @Override
                public WhenDead whenDead() {
                    return WhenDead.RETRY;
                }
            };

    private TestDatabase database;
    private TestServer server;

    @BeforeEach
    void start() {
        database = TestPostgres.database();
        server = new TestServer(database);
    }

    @AfterEach
    void stop() {
        server.close();
        database.close();
    }

    @Test
    void reportsWorkOfAKilledWorkerWhileOthersGoOn() throws InterruptedException {
        // Its pool is another: whoever works finds the dead of all pools. Both look for them.
        Map<String, Work> kinds = Map.of("echo", ECHO, "stuck", ECHO);
        server.work(4, kinds);
        try (TestServer other = new TestServer(database);
                DoomedWorker doomed = DoomedWorker.start(database, BEAT)) {
            other.work(4, kinds);
            WorkId id = submit("stuck");
            begun(id);
            doomed.kill();
            assertThat(server.await(server.submit("echo", "{}"))).isEqualTo(new WorkEnd.Done("{}"));
            assertThat(server.schedule().await(id, Duration.ZERO))
                    .isEqualTo(new WorkEnd.StillRunning());
            assertThat(server.await(id)).isEqualTo(new WorkEnd.Died());
            assertThat(server.await(server.submit("echo", "{}"))).isEqualTo(new WorkEnd.Done("{}"));
            List<String> ends = new ArrayList<>(server.ends());
            ends.addAll(other.ends());
            assertThat(ends).containsExactlyInAnyOrder("done", "done", "died");
        }
        assertThat(database.count("SELECT count(*) FROM headrace.execution")).isZero();
    }

    @Test
    void beginsAgainWhatMayRunTwice() throws InterruptedException {
        try (DoomedWorker doomed = DoomedWorker.start(database, BEAT)) {
            WorkId id = submit("stuck again");
            begun(id);
            server.work(1, Map.of("stuck again", AGAIN), TestServer.FAST, DoomedWorker.POOL);
            doomed.kill();
            assertThat(server.await(id)).isEqualTo(new WorkEnd.Done("{\"done\":\"again\"}"));
            assertThat(database.value("SELECT attempt FROM headrace.work")).isEqualTo("2");
        }
    }

    @Test
    void givesUpWhatKillsWorkerAfterWorker() throws InterruptedException {
        server.work(1, Map.of("stuck again", AGAIN), TestServer.FAST, "another");
        WorkId id = submit("stuck again");
        for (int heard = 1; heard <= 3; heard++) {
            try (DoomedWorker doomed = DoomedWorker.start(database, BEAT)) {
                Schedule.News news =
                        server.schedule().follow(id, heard - 1, Duration.ofSeconds(30));
                assertThat(news.events()).extracting(WorkEvent::number).containsExactly(heard);
                doomed.kill();
            }
        }
        assertThat(server.await(id)).isEqualTo(new WorkEnd.Died());
    }

    @Test
    void takesNobodyForDeadBecauseOfItsClock() {
        InstantSource system = InstantSource.system();
        Duration wrong = Duration.ofHours(1);
        try (TestServer fast = new TestServer(database, () -> system.instant().plus(wrong));
                TestServer slow = new TestServer(database, () -> system.instant().minus(wrong))) {
            CountDownLatch gate = new CountDownLatch(1);
            Work gated =
                    (context, payload) -> {
                        gate.await();
                        return payload;
                    };
            slow.work(1, Map.of("gated", gated));
            WorkId id = fast.submit("gated", "{}");
            fast.work(1, Map.of("gated", gated), TestServer.FAST, "another");
            // Long enough for whoever looks for the dead to have looked.
            assertThat(fast.schedule().await(id, TestServer.FAST.patience().multipliedBy(2)))
                    .isEqualTo(new WorkEnd.StillRunning());
            gate.countDown();
            assertThat(fast.await(id)).isEqualTo(new WorkEnd.Done("{}"));
        }
    }

    @Test
    void leavesKindsThatItDoesNotKnowToThoseWhoDo() {
        server.work(4, Map.of("old", ECHO));
        WorkId id = server.submit("new", "{}");
        assertThat(server.await(server.submit("old", "{}"))).isEqualTo(new WorkEnd.Done("{}"));
        assertThat(server.schedule().await(id, Duration.ZERO))
                .isEqualTo(new WorkEnd.StillRunning());
        server.work(4, Map.of("new", ECHO));
        assertThat(server.await(id)).isEqualTo(new WorkEnd.Done("{}"));
    }

    @Test
    void takesOnlyWorkOfItsPools() {
        server.work(4, Map.of("stuck", ECHO, "echo", ECHO), TestServer.FAST, "a", "b");
        WorkId foreign = submit("stuck");
        WorkId own = server.submit(new WorkOrder("echo", "s", "b", "{}"));
        assertThat(server.await(own)).isEqualTo(new WorkEnd.Done("{}"));
        // A second worker, come later, takes all that has waited.
        assertThat(server.schedule().await(foreign, Duration.ZERO))
                .isEqualTo(new WorkEnd.StillRunning());
        server.work(4, Map.of("stuck", ECHO), TestServer.FAST, DoomedWorker.POOL);
        assertThat(server.await(foreign)).isEqualTo(new WorkEnd.Done("{}"));
    }

    private WorkId submit(String kind) {
        return server.submit(new WorkOrder(kind, "maple_orbit", DoomedWorker.POOL, "{}"));
    }

    private void begun(WorkId id) throws InterruptedException {
        Schedule.News news = server.schedule().follow(id, 0, Duration.ofSeconds(30));
        assertThat(news.events()).hasSize(1);
    }
}
