package dev.headrace.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.catalog.Page;
import dev.headrace.catalog.WorkRows;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Events are heard in order, each once, from wherever one went on, on any server, and are there
/// later with what the work gave.
class WorkEventsIT {
    private static final int EVENTS = 700;

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
    void losesAndDoublesNoneWhileFollowedInPieces() throws InterruptedException {
        other.work(1, Map.of("talk", WorkEventsIT::talk));
        WorkId id = one.submit("talk", "{}");
        List<Integer> heard = new ArrayList<>();
        Schedule.News news;
        do {
            // Each time anew, as a client that was cut off.
            news = one.schedule().follow(id, heard.size(), Duration.ofSeconds(30));
            news.events().forEach(event -> heard.add(event.number()));
        } while (!news.ended());
        assertThat(heard)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, EVENTS).boxed().toList());
        assertThat(other.schedule().events(id, EVENTS - 2))
                .extracting(WorkEvent::event)
                .hasSize(2)
                .allMatch(event -> event.startsWith("{\"part\":"));
    }

    @Test
    void tellsThatNothingIsThereYet() throws InterruptedException {
        WorkId id = one.submit("nobody", "{}");
        assertThat(one.schedule().follow(id, 0, Duration.ofMillis(20)))
                .isEqualTo(new Schedule.News(List.of(), false));
        one.cancel(id);
        assertThat(one.schedule().follow(id, 0, Duration.ofSeconds(30)))
                .isEqualTo(new Schedule.News(List.of(), true));
    }

    @Test
    void keepsTheNewestOfEachSubject() {
        other.work(4, Map.of("echo", (context, payload) -> payload));
        for (int i = 0; i < Schedule.HISTORY_MAX + 20; i++) {
            WorkId id = one.submit("echo", "{\"i\":%d}".formatted(i));
            assertThat(one.await(id)).isInstanceOf(WorkEnd.Done.class);
        }
        Page<WorkRows.Row> page =
                one.catalog()
                        .in(transaction ->
                                transaction
                                        .work()
                                        .list("echo", "maple_orbit", new Page.Request(0, 1_000)));
        assertThat(page.items()).hasSize(Schedule.HISTORY_MAX);
        assertThat(page.items().getFirst().result()).isEqualTo("{\"i\":119}");
        assertThat(page.items().getLast().result()).isEqualTo("{\"i\":20}");
    }

    /// From several threads at once, as setup tests may.
    private static String talk(WorkContext context, String payload) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(2);
        for (int half = 0; half < 2; half++) {
            Thread.ofVirtual()
                    .start(() -> {
                        for (int i = 0; i < EVENTS / 2; i++) {
                            context.event("{\"part\":%d}".formatted(i));
                        }
                        told.countDown();
                    });
        }
        TestServer.await(told);
        return "{}";
    }
}
