package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.schedule.Work;
import dev.headrace.schedule.WorkId;
import dev.headrace.schedule.WorkObserver;
import dev.headrace.schedule.WorkOrder;
import dev.headrace.schedule.Worker;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Work can be looked at, followed from where one was cut off, and ended, over HTTP.
class WorkEndpointsIT {
    private static final Work TALK =
            (context, payload) -> {
                for (int i = 1; i <= 5; i++) {
                    context.event("{\"title\":\"Step %d\\nof it\"}".formatted(i));
                }
                return "{\"passed\":true}";
            };

    private static final Work WAIT =
            (context, payload) -> {
                context.event("{\"title\":\"Begun\"}");
                new CountDownLatch(1).await();
                return "{}";
            };

    /// Not the pool of the worker that does the real tests.
    private static final String POOL = "talkers";

    private static TestApi api;
    private static Worker worker;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        worker =
                Worker.start(
                        api.schedule(),
                        Map.of("setup_test", TALK, "wait", WAIT),
                        new Worker.Settings("test", List.of(POOL), 4),
                        WorkObserver.NONE);
    }

    @AfterAll
    static void stop() {
        worker.stop(Duration.ZERO);
        api.close();
    }

    @Test
    void streamsEventsToTheEndAndFromWhereOneWasCutOff() {
        WorkId id = submit("setup_test", "maple_orbit");
        String path = "/headrace/v1/work/%s/events".formatted(id);
        var response = api.client().stream(path, null);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        List<String> lines = lines(response.body());
        assertThat(ids(lines)).containsExactlyElementsOf(numbers(1));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("data: {\"number\":3,"))
                .singleElement()
                .asString()
                .endsWith("\"event\":{\"title\":\"Step 3\\nof it\"}}");
        assertThat(lines).containsSubsequence("event: end", "data: {}");
        assertThat(ids(lines(api.client().stream(path, "3").body())))
                .containsExactlyElementsOf(numbers(4));
        assertThat(ids(lines(api.client().stream(path + "?after=2", null).body())))
                .containsExactlyElementsOf(numbers(3));
        assertThat(lines(api.client().stream(path, "5").body()))
                .containsExactly("retry: 1000", "event: end", "data: {}");
    }

    @Test
    void refusesWhatIsNoEventOrNoWork() {
        WorkId id = submit("setup_test", "maple_orbit");
        for (String after : List.of("x", "-1", "1.5", "99999999999999999999", "")) {
            assertThat(
                            api.client().stream("/headrace/v1/work/%s/events".formatted(id), after)
                                    .statusCode())
                    .as(after)
                    .isEqualTo(400);
        }
        api.client().get("/headrace/v1/work/nothing/events").is(404, "NotFound_Work");
        api.client().get("/headrace/v1/work/nothing").is(404, "NotFound_Work");
        api.client().post("/headrace/v1/work/nothing/cancel", null).is(404, "NotFound_Work");
        api.client().get("/headrace/v1/destinations/nothing/setup-tests").is(404, "NotFound_Group");
    }

    @Test
    void endsWorkThatIsFollowed() {
        WorkId id = submit("wait", "maple_orbit");
        String path = "/headrace/v1/work/" + id;
        try (Stream<String> followed = api.client().stream(path + "/events", null).body()) {
            var lines = followed.filter(line -> !line.isEmpty()).iterator();
            assertThat(lines.next()).isEqualTo("retry: 1000");
            assertThat(lines.next()).isEqualTo("id: 1");
            assertThat(lines.next()).startsWith("data: ");
            var asked = api.client().post(path + "/cancel", null).is(200);
            assertThat(asked.data().path("cancelled").asBoolean()).isTrue();
            assertThat(lines.next()).isEqualTo("event: end");
        }
        var now = api.client().get(path).is(200);
        assertThat(now.data().path("state").asString()).isEqualTo("cancelled");
        assertThat(now.data().path("ended_at").isString()).isTrue();
        api.client().post(path + "/cancel", null).is(200);
    }

    @Test
    void listsTheTestsOfADestination() {
        String name = "g_" + UUID.randomUUID().toString().replace("-", "");
        String group =
                api.client()
                        .post("/v1/groups", "{\"name\":\"%s\"}".formatted(name))
                        .is(201)
                        .data()
                        .path("id")
                        .asString();
        List<WorkId> ids = Stream.generate(() -> submit("setup_test", group)).limit(3).toList();
        ids.forEach(id -> api.schedule().await(id, Duration.ofSeconds(30)));
        String path = "/headrace/v1/destinations/%s/setup-tests".formatted(group);
        var first = api.client().get(path + "?limit=2").is(200).data();
        assertThat(first.path("items").get(0).path("id").asString())
                .isEqualTo(ids.getLast().text());
        assertThat(first.path("items").get(0).path("result").path("passed").asBoolean()).isTrue();
        var second =
                api.client()
                        .get(path + "?cursor=" + first.path("next_cursor").asString())
                        .is(200)
                        .data();
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("items").get(0).path("id").asString())
                .isEqualTo(ids.getFirst().text());
    }

    @Test
    void startsTheTestsOfADestinationToBeFollowed() {
        String group =
                api.client()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"g_%s\"}"
                                        .formatted(UUID.randomUUID().toString().replace("-", "")))
                        .is(201)
                        .data()
                        .path("id")
                        .asString();
        String path = "/headrace/v1/destinations/%s/setup-tests".formatted(group);
        api.client().post(path, null).is(404, "NotFound_Destination");
        try (TestDatabase target = TestPostgres.database()) {
            api.client()
                    .post(
                            "/v1/destinations",
                            JsonMapper.shared().writeValueAsString(destination(group, target)))
                    .is(201);
            var started = api.client().post(path, null).is(200).data();
            assertThat(started.path("setup_tests")).isEmpty();
            String work = started.path("work_id").asString();
            List<String> lines =
                    lines(
                            api.client().stream("/headrace/v1/work/%s/events".formatted(work), null)
                                    .body());
            assertThat(lines).contains("event: end");
            var ended = api.client().get("/headrace/v1/work/" + work).is(200).data();
            assertThat(ended.path("state").asString()).isEqualTo("done");
            assertThat(ended.path("result")).isNotEmpty();
            assertThat(ended.toString()).doesNotContain(target.loaderPassword());
            assertThat(api.client().get(path).is(200).data().path("items").get(0).path("id"))
                    .isEqualTo(started.path("work_id"));
        }
    }

    private static Map<String, Object> destination(String group, TestDatabase target) {
        return Map.of(
                "group_id",
                group,
                "service",
                "postgres_warehouse",
                "region",
                "GCP_EUROPE_WEST3",
                "time_zone_offset",
                "0",
                "run_setup_tests",
                false,
                "config",
                Map.of(
                        "host", target.host(),
                        "port", target.port(),
                        "database", target.name(),
                        "user", target.loader(),
                        "password", target.loaderPassword()));
    }

    @Test
    void describesTheStream() {
        var path =
                OpenApi.of(api.client().endpoints())
                        .path("paths")
                        .path("/headrace/v1/work/{workId}/events")
                        .path("get");
        var content = path.path("responses").path("200").path("content");
        assertThat(content.path("text/event-stream").path("x-event-data").path("$ref").asString())
                .isEqualTo("#/components/schemas/WorkEvent");
        assertThat(content.has("application/json")).isFalse();
        assertThat(path.path("parameters"))
                .extracting(parameter -> parameter.path("name").asString())
                .containsExactly("workId", "Last-Event-ID", "after");
    }

    private static WorkId submit(String kind, String subject) {
        WorkOrder order = new WorkOrder(kind, subject, POOL, "{}");
        return api.catalog().in(transaction -> api.schedule().submit(transaction, order));
    }

    private static List<String> lines(Stream<String> body) {
        return body.filter(line -> !line.isEmpty()).toList();
    }

    private static List<Integer> ids(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("id: "))
                .map(line -> Integer.valueOf(line.substring(4)))
                .toList();
    }

    private static List<Integer> numbers(int first) {
        return IntStream.rangeClosed(first, 5).boxed().toList();
    }
}
