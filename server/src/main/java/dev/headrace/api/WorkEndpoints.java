package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.WorkRows;
import dev.headrace.control.BackgroundWork;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Work that goes on behind a request, of which setup tests are one kind. All of it is ours.
final class WorkEndpoints {
    private static final String FAMILY = "Work";

    private static final Shape.Fields WORK =
            Shape.fields(
                    "Work",
                    Field.of("id", TEXT),
                    Field.of("kind", TEXT),
                    Field.of("subject", TEXT),
                    Field.of("pool", TEXT),
                    Field.of(
                            "state",
                            Shape.choice(
                                    "waiting", "running", "done", "failed", "died", "cancelled")),
                    Field.of("cancelled", Shape.FLAG),
                    Field.of("events", new Shape.Whole(0, Integer.MAX_VALUE)),
                    Field.of("submitted_at", Shape.MOMENT),
                    Field.of("started_at", Shape.MOMENT).orNull(),
                    Field.of("ended_at", Shape.MOMENT).orNull(),
                    Field.of("result", Shape.ANYTHING).orNull());

    private static final Shape.Fields EVENT =
            Shape.fields(
                    "WorkEvent",
                    Field.of("number", new Shape.Whole(1, Integer.MAX_VALUE)),
                    Field.of("at", Shape.MOMENT),
                    Field.of("event", Shape.ANYTHING));

    private final BackgroundWork work;

    WorkEndpoints(BackgroundWork work) {
        this.work = work;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/headrace/v1/work/{workId}", "work_details")
                        .about(FAMILY, "Get a piece of work and its result")
                        .answers(WORK)
                        .by(this::details),
                Endpoint.get("/headrace/v1/work/{workId}/events", "work_events")
                        .about(FAMILY, "Follow a piece of work to its end")
                        .answers(EVENT)
                        .streams(this::events),
                Endpoint.post("/headrace/v1/work/{workId}/cancel", "cancel_work")
                        .about(FAMILY, "Ask for the end of a piece of work")
                        .answers(WORK)
                        .by(this::cancel),
                Endpoint.get(
                                "/headrace/v1/destinations/{destinationId}/setup-tests",
                                "list_setup_tests")
                        .about(FAMILY, "List the setup tests of a destination, the newest first")
                        .lists(WORK)
                        .by(this::setupTests));
    }

    private Answer details(Call call) {
        return Answer.of("Success", view(work.get(call.caller(), call.path("workId"))));
    }

    private Answer cancel(Call call) {
        return Answer.of(
                "The end of the work has been asked for",
                view(work.cancel(call.caller(), call.path("workId"))));
    }

    private Answer setupTests(Call call) {
        return Answer.list(
                "Success",
                work.list(
                        call.caller(),
                        BackgroundWork.SETUP_TEST,
                        call.path("destinationId"),
                        call.page()),
                WorkEndpoints::view);
    }

    private Streamer.Stream events(Call call, int after) {
        BackgroundWork.Follower follower = work.follow(call.caller(), call.path("workId"), after);
        return patience -> {
            BackgroundWork.News news = follower.next(patience);
            return new Streamer.Part(
                    news.events().stream().map(WorkEndpoints::event).toList(), news.ended());
        };
    }

    private static Streamer.Event event(BackgroundWork.Event event) {
        return new Streamer.Event(
                event.number(),
                new Members()
                        .put("number", event.number())
                        .put("at", event.at())
                        .put("event", json(event.event())));
    }

    private static Members view(WorkRows.Row row) {
        Members members =
                new Members()
                        .put("id", row.id())
                        .put("kind", row.order().kind())
                        .put("subject", row.order().subject())
                        .put("pool", row.order().pool())
                        .put("state", row.state().word())
                        .put("cancelled", row.cancelled())
                        .put("events", row.events())
                        .put("submitted_at", row.submittedAt())
                        .put("started_at", row.startedAt())
                        .put("ended_at", row.endedAt());
        String result = row.result();
        return members.put("result", json(result == null ? "null" : result));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
