package dev.headrace.api;

import dev.headrace.catalog.DestinationRows.Row;
import dev.headrace.catalog.DestinationRows.Settings;
import dev.headrace.control.DestinationChange;
import dev.headrace.control.Destinations;
import dev.headrace.control.SetupResult;
import dev.headrace.control.SetupWish;
import dev.headrace.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Destinations.
final class DestinationEndpoints {
    private static final String FAMILY = "Destinations";
    private static final String PATH = "/v1/destinations/{destinationId}";

    private final Destinations destinations;

    DestinationEndpoints(Destinations destinations) {
        this.destinations = destinations;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/destinations", "list_destinations")
                        .about(FAMILY, "List destinations")
                        .lists(DestinationShapes.SUMMARY)
                        .by(this::list),
                Endpoint.post("/v1/destinations", "create_destination")
                        .about(FAMILY, "Create a destination and test it")
                        .takes(DestinationShapes.REQUEST)
                        .creates(DestinationShapes.TESTED)
                        .by(this::create),
                Endpoint.get(PATH, "destination_details")
                        .about(FAMILY, "Get a destination")
                        .answers(DestinationShapes.DETAILS)
                        .by(this::details),
                Endpoint.patch(PATH, "modify_destination")
                        .about(FAMILY, "Change a destination and test it")
                        .takes(DestinationShapes.UPDATE)
                        .answers(DestinationShapes.TESTED)
                        .by(this::update),
                Endpoint.delete(PATH, "delete_destination")
                        .about(FAMILY, "Forget a destination")
                        .by(this::delete),
                Endpoint.post(PATH + "/test", "run_destination_setup_tests")
                        .about(FAMILY, "Test a destination")
                        .takes(DestinationShapes.TEST_REQUEST)
                        .answers(DestinationShapes.TESTED)
                        .by(this::test));
    }

    private Answer list(Call call) {
        return Answer.list(
                "Destinations list retrieved successfully",
                destinations.list(call.caller(), call.page()),
                DestinationEndpoints::summary);
    }

    private Answer create(Call call) {
        Body body = call.body();
        return Answer.of(
                "Destination has been created",
                tested(
                        destinations.create(
                                call.caller(),
                                body.text("group_id"),
                                body.text("service"),
                                change(body),
                                wish(body))));
    }

    private Answer details(Call call) {
        return Answer.of(
                "Destination details retrieved successfully",
                details(destinations.get(call.caller(), id(call))));
    }

    private Answer update(Call call) {
        Body body = call.body();
        return Answer.of(
                "Destination has been updated",
                tested(
                        destinations.update(
                                call.caller(),
                                id(call),
                                change(body),
                                OptionalLong.empty(),
                                wish(body))));
    }

    private Answer delete(Call call) {
        destinations.delete(call.caller(), id(call));
        return Answer.of("Destination with id '%s' has been deleted".formatted(id(call)));
    }

    private Answer test(Call call) {
        Body body = call.body();
        return Answer.of(
                "Setup tests have been completed",
                tested(destinations.test(call.caller(), id(call), wish(body))));
    }

    private static String id(Call call) {
        return call.path("destinationId");
    }

    private static SetupWish wish(Body body) {
        return new SetupWish(
                body.flag("run_setup_tests").orElse(true),
                body.flag("trust_certificates").orElse(false),
                body.flag("trust_fingerprints").orElse(false));
    }

    private static DestinationChange change(Body body) {
        String agent =
                body.has("hybrid_deployment_agent_id")
                        ? "hybrid_deployment_agent_id"
                        : "local_processing_agent_id";
        return new DestinationChange(
                region(body),
                new DestinationChange.Zone(
                        body.find("time_zone_offset"), body.flag("daylight_saving_time_enabled")),
                new DestinationChange.Way(
                        body.find("networking_method").filter(method -> !method.isEmpty()),
                        id(body, "private_link_id"),
                        id(body, "proxy_agent_id"),
                        id(body, agent)),
                new DestinationChange.Keeper(
                        id(body, "external_secrets_manager_id"),
                        body.raw("external_secrets_keys_config").map(JsonNode::toString)),
                config(body));
    }

    private static Optional<String> region(Body body) {
        Optional<String> region = body.find("region");
        if (region.filter(String::isEmpty).isPresent()) {
            throw new Refusal.Invalid("region cannot be empty");
        }
        return region;
    }

    /// Both null and a string of no characters take an id away.
    private static Optional<String> id(Body body, String field) {
        return switch (body.given(field)) {
            case Body.Given.Absent<String>() -> Optional.empty();
            case Body.Given.Null<String>() -> Optional.of("");
            case Body.Given.Value<String>(String value) -> Optional.of(value);
        };
    }

    /// A configuration that is null as a whole changes nothing: one client sends it so where it has
    /// none to send.
    private static Map<String, Optional<Object>> config(Body body) {
        Map<String, Optional<Object>> config = new LinkedHashMap<>();
        body.raw("config")
                .ifPresent(node -> {
                    for (Map.Entry<String, JsonNode> entry : node.properties()) {
                        if (DestinationShapes.configKeys().contains(entry.getKey())) {
                            config.put(entry.getKey(), value(entry.getValue()));
                        }
                    }
                });
        return config;
    }

    private static Optional<Object> value(JsonNode node) {
        if (node.isNull()) {
            return Optional.empty();
        }
        return Optional.of(node.isBoolean() ? (Object) node.booleanValue() : node.asString());
    }

    private static Members summary(Destinations.View view) {
        Row row = view.row();
        Settings settings = row.settings();
        Members members =
                new Members()
                        .put("id", row.id())
                        .put("group_id", row.id())
                        .put("service", row.service())
                        .put("region", settings.region())
                        .put("time_zone_offset", settings.zone().offset())
                        .put("setup_status", row.status().word())
                        .put(
                                "daylight_saving_time_enabled",
                                Boolean.TRUE.equals(settings.zone().daylightSaving()))
                        .put("networking_method", view.networkingMethod())
                        .put("private_link_id", settings.way().privateLinkId())
                        .put("proxy_agent_id", settings.way().proxyAgentId())
                        .put("hybrid_deployment_agent_id", settings.way().hybridAgentId())
                        .put("local_processing_agent_id", settings.way().hybridAgentId())
                        .put("external_secrets_manager_id", settings.keeper().id());
        String keys = settings.keeper().keys();
        if (keys != null) {
            members.put("external_secrets_keys_config", JsonMapper.shared().readTree(keys));
        }
        return members;
    }

    private static Members details(Destinations.View view) {
        return summary(view).put("config", config(view));
    }

    private static Members tested(Destinations.Tested tested) {
        ArrayNode tests = JsonNodeFactory.instance.arrayNode();
        tested.tests().forEach(result -> tests.add(test(result).json()));
        return summary(tested.view())
                .put("setup_tests", tests)
                .put("config", config(tested.view()));
    }

    static Members test(SetupResult result) {
        Members members =
                new Members()
                        .put("title", result.title())
                        .put("status", result.status())
                        .put("message", result.message());
        JsonNode details = result.details();
        if (details != null) {
            members.put("details", details);
        }
        return members;
    }

    private static Members config(Destinations.View view) {
        Members config = new Members();
        view.config()
                .forEach((key, value) -> {
                    if (value instanceof Boolean flag) {
                        config.put(key, flag.booleanValue());
                    } else {
                        config.put(key, value.toString());
                    }
                });
        String publicKey = view.publicKey();
        if (publicKey != null) {
            config.put("public_key", publicKey);
        }
        return config;
    }
}
