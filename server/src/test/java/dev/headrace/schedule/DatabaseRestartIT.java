package dev.headrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The metadata database may go away in the middle of work: nobody is taken for dead because of
/// that, and what was done meanwhile is written when it is back.
class DatabaseRestartIT {

    @Test
    void endsWorkThatRanWhileTheDatabaseWasAway() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Work work =
                (context, payload) -> {
                    context.event("{\"n\":1}");
                    begun.countDown();
                    gate.await();
                    context.event("{\"n\":2}");
                    context.event("{\"n\":3}");
                    return payload;
                };
        try (TestPostgres postgres = TestPostgres.alone(Map.of());
                TestDatabase database = postgres.newDatabase();
                TestServer one = new TestServer(database);
                TestServer other = new TestServer(database)) {
            one.work(2, Map.of("gated", work));
            // Judges, but takes nothing.
            other.work(2, Map.of("gated", work), TestServer.FAST, "another");
            WorkId id = other.submit("gated", "{\"a\":1}");
            TestServer.await(begun);
            postgres.server().kill();
            gate.countDown();
            // Away for longer than a worker may be silent.
            WorkEnd meanwhile = other.schedule().await(id, TestServer.FAST.patience());
            assertThat(meanwhile).isEqualTo(new WorkEnd.StillRunning());
            postgres.server().restart();
            assertThat(other.schedule().await(id, Duration.ofSeconds(30)))
                    .isEqualTo(new WorkEnd.Done("{\"a\":1}"));
            assertThat(other.schedule().events(id, 0))
                    .extracting(WorkEvent::number)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 3).boxed().toList());
            assertThat(other.await(other.submit("gated", "{}"))).isEqualTo(new WorkEnd.Done("{}"));
        }
    }
}
