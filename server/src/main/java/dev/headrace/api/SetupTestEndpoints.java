package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.control.Destinations;
import dev.headrace.control.SetupWish;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Setup tests that somebody follows instead of waiting for them. Ours.
final class SetupTestEndpoints {
    private static final Shape.Fields STARTED =
            Shape.fields(
                    "StartedSetupTests",
                    Field.of("work_id", TEXT)
                            .orNull()
                            .about("null where they could not be started"),
                    Field.of("setup_tests", Shape.listOf(DestinationShapes.TEST))
                            .about("why they could not; else empty"));

    private final Destinations destinations;

    SetupTestEndpoints(Destinations destinations) {
        this.destinations = destinations;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.post(
                                "/headrace/v1/destinations/{destinationId}/setup-tests",
                                "start_setup_tests")
                        .about("Work", "Start the setup tests of a destination, to be followed")
                        .takes(DestinationShapes.TEST_REQUEST)
                        .answers(STARTED)
                        .by(this::start));
    }

    private Answer start(Call call) {
        Body body = call.body();
        Destinations.Started started =
                destinations.startTests(
                        call.caller(),
                        call.path("destinationId"),
                        new SetupWish(
                                true,
                                body.flag("trust_certificates").orElse(false),
                                body.flag("trust_fingerprints").orElse(false)));
        ArrayNode tests = JsonNodeFactory.instance.arrayNode();
        started.notRun().forEach(result -> tests.add(DestinationEndpoints.test(result).json()));
        return Answer.of(
                started.workId() == null
                        ? "Setup tests could not be started"
                        : "Setup tests have been started",
                new Members().put("work_id", started.workId()).put("setup_tests", tests));
    }
}
