package dev.headrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A worker that stops finishes what it can in the time that it has, and leaves the rest to others
/// without their having to wait for its heart to be missed.
class WorkerStopIT {
    /// So slow that nobody is found dead in a test.
    private static final Heartbeat SLOW = new Heartbeat(Duration.ofMinutes(1), 4);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
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
        gate.countDown();
        one.close();
        other.close();
        database.close();
    }

    @Test
    void finishesWhatRunsAndTakesNothingNew() throws InterruptedException {
        Worker worker = work(one, gated(Work.WhenDead.REPORT));
        WorkId running = one.submit("gated", "{\"a\":1}");
        TestServer.await(begun);
        Thread stopping = Thread.ofVirtual().start(() -> worker.stop(Duration.ofSeconds(30)));
        WorkId late = one.submit("gated", "{\"a\":2}");
        gate.countDown();
        assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
        assertThat(one.await(running)).isEqualTo(new WorkEnd.Done("{\"a\":1}"));
        assertThat(worker.running()).isZero();
        assertThat(one.schedule().await(late, Duration.ZERO)).isEqualTo(new WorkEnd.StillRunning());
        work(other, gated(Work.WhenDead.REPORT));
        assertThat(one.await(late)).isEqualTo(new WorkEnd.Done("{\"a\":2}"));
    }

    @Test
    void reportsWhatIsNotDoneInTime() throws InterruptedException {
        Worker worker = work(one, gated(Work.WhenDead.REPORT));
        WorkId id = one.submit("gated", "{}");
        TestServer.await(begun);
        worker.stop(Duration.ZERO);
        assertThat(other.schedule().await(id, Duration.ofSeconds(5))).isEqualTo(new WorkEnd.Died());
        assertThat(database.count("SELECT count(*) FROM headrace.execution")).isZero();
    }

    @Test
    void givesBackWhatMayRunTwice() throws InterruptedException {
        Worker worker = work(one, gated(Work.WhenDead.RETRY));
        WorkId id = one.submit("gated", "{}");
        TestServer.await(begun);
        worker.stop(Duration.ZERO);
        work(other, (context, payload) -> "{\"by\":\"other\"}");
        assertThat(one.await(id)).isEqualTo(new WorkEnd.Done("{\"by\":\"other\"}"));
    }

    @Test
    void countsNoStopAsADeath() throws InterruptedException {
        WorkId id = one.submit("gated", "{}");
        for (int i = 1; i <= 5; i++) {
            String attempt = Integer.toString(i);
            Worker worker = work(one, gated(Work.WhenDead.RETRY));
            Await.until(
                    "attempt " + i,
                    () -> attempt.equals(database.value("SELECT attempt FROM headrace.work")));
            worker.stop(Duration.ZERO);
        }
        gate.countDown();
        work(other, gated(Work.WhenDead.RETRY));
        assertThat(one.await(id)).isEqualTo(new WorkEnd.Done("{}"));
    }

    @Test
    void endsWhatIsForgotten() throws InterruptedException {
        Worker worker = work(one, gated(Work.WhenDead.REPORT));
        WorkId id = one.submit("gated", "{}");
        one.submit("gated", "{\"waits\":true}");
        TestServer.await(begun);
        other.catalog().run(transaction -> other.schedule().forget(transaction, "maple_orbit"));
        assertThat(one.await(id)).isEqualTo(new WorkEnd.Failed());
        Await.until("it has ended", () -> worker.running() == 0);
        assertThat(database.count("SELECT count(*) FROM headrace.work")).isZero();
        assertThat(database.count("SELECT count(*) FROM headrace.execution")).isZero();
    }

    @Test
    void callsBackWhatAnInterruptDoesNotEnd() throws InterruptedException {
        Worker worker =
                work(
                        one,
                        (context, payload) -> {
                            CountDownLatch called = new CountDownLatch(1);
                            context.onCancel(called::countDown);
                            begun.countDown();
                            boolean heard = false;
                            while (!heard) {
                                try {
                                    heard = called.await(30, TimeUnit.SECONDS);
                                } catch (InterruptedException e) {
                                    // As a driver that knows no interrupts.
                                }
                            }
                            return "{\"cancelled\":%s}".formatted(context.isCancelled());
                        });
        WorkId id = one.submit("gated", "{}");
        TestServer.await(begun);
        other.cancel(id);
        assertThat(one.await(id)).isEqualTo(new WorkEnd.Cancelled());
        worker.stop(Duration.ofSeconds(5));
    }

    @Test
    void endsADefectAsFailed() {
        work(
                one,
                (context, payload) -> {
                    throw new IllegalStateException("a defect of this test");
                });
        assertThat(one.await(one.submit("gated", "{}"))).isEqualTo(new WorkEnd.Failed());
    }

    private Worker work(TestServer server, Work work) {
        return server.work(1, Map.of("gated", work), SLOW, WorkOrder.DEFAULT_POOL);
    }

    private Work gated(Work.WhenDead whenDead) {
        return new Work() {
            @Override
            public String run(WorkContext context, String payload) throws InterruptedException {
                begun.countDown();
                gate.await();
                return payload;
            }

            @Override
            public WhenDead whenDead() {
                return whenDead;
            }
        };
    }
}
