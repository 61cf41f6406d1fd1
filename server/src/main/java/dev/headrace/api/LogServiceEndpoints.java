package dev.headrace.api;

import static dev.headrace.api.Shape.FLAG;
import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.LogServiceRows;
import dev.headrace.control.ConfigKey;
import dev.headrace.control.LogServiceKinds;
import dev.headrace.control.LogServices;
import dev.headrace.control.LogServices.Owner;
import dev.headrace.control.SetupOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// External logging: where the logs of groups and of the account go.
final class LogServiceEndpoints {
    private static final String FAMILY = "External logging";
    private static final String ACCOUNT = "/v1/external-logging/account";
    private static final String ONE = "/v1/external-logging/{logId}";
    private static final int PORT_MAX = 65_535;

    private static final Shape SERVICE = new Shape.Choice(LogServiceKinds.all());
    private static final Shape.Fields CONFIG =
            config("LogServiceConfig", new Shape.Whole(0, PORT_MAX));
    private static final Shape.Fields CONFIG_SENT =
            config("LogServiceConfigRequest", new Shape.WholeOrText(0, PORT_MAX));
    private static final Shape.Fields ITEM =
            Shape.fields(
                    "LogServiceItem",
                    Field.of("id", TEXT),
                    Field.of("service", SERVICE),
                    Field.of("enabled", FLAG));
    private static final Shape.Fields SERVED =
            Shape.fields(
                    "LogService",
                    Field.of("id", TEXT),
                    Field.of("service", SERVICE),
                    Field.of("enabled", FLAG),
                    Field.of("config", CONFIG));
    private static final Shape.Fields ACCOUNT_WISH =
            Shape.fields(
                    "AccountLogServiceRequest",
                    Field.of("service", SERVICE),
                    Field.optional("enabled", FLAG),
                    Field.optional("config", CONFIG_SENT));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "LogServiceRequest",
                    Field.of("group_id", TEXT),
                    Field.of("service", SERVICE),
                    Field.optional("enabled", FLAG),
                    Field.optional("config", CONFIG_SENT));
    private static final Shape.Fields CHANGE =
            Shape.fields(
                    "LogServiceUpdate",
                    Field.optional("enabled", FLAG),
                    Field.optional("config", CONFIG_SENT));
    private static final Shape.Fields NOTHING = Shape.fields("LogServiceTestRequest");
    private static final Shape.Fields TESTED =
            Shape.fields(
                    "LogServiceTests",
                    Field.of(
                            "setup_tests",
                            Shape.listOf(
                                    Shape.fields(
                                            "LogServiceTest",
                                            Field.of("title", TEXT),
                                            Field.of(
                                                    "status",
                                                    Shape.choice("PASSED", "FAILED", "SKIPPED")),
                                            Field.of("message", TEXT)))));

    private final LogServices services;

    LogServiceEndpoints(LogServices services) {
        this.services = services;
    }

    /// The account's stand before those of groups: `account` is no group's id.
    List<Endpoint> all() {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(ofAll());
        all.addAll(ofTheAccount());
        all.addAll(ofOneGroup());
        return all;
    }

    private List<Endpoint> ofAll() {
        return List.of(
                Endpoint.get("/v1/external-logging", "list_log_services")
                        .about(FAMILY, "List the log services of groups")
                        .lists(ITEM)
                        .by(call ->
                                Answer.list(
                                        "External logging services retrieved successfully",
                                        services.list(call.caller(), call.page()),
                                        LogServiceEndpoints::item)),
                Endpoint.post("/v1/external-logging", "add_log_service")
                        .about(FAMILY, "Give a group a log service")
                        .takes(WISH)
                        .creates(SERVED)
                        .by(call ->
                                create(
                                        call,
                                        new Owner.Group(call.body().text("group_id")),
                                        "External logging service has been added")));
    }

    private List<Endpoint> ofTheAccount() {
        return List.of(
                Endpoint.get(ACCOUNT, "account_log_service_details")
                        .about(FAMILY, "Get the account's log service")
                        .answers(SERVED)
                        .by(call ->
                                details(
                                        call,
                                        new Owner.Account(),
                                        "Account external logging service details retrieved"
                                                + " successfully")),
                Endpoint.post(ACCOUNT, "add_account_log_service")
                        .about(FAMILY, "Give the account a log service")
                        .takes(ACCOUNT_WISH)
                        .creates(SERVED)
                        .by(call ->
                                create(
                                        call,
                                        new Owner.Account(),
                                        "Account external logging service has been added")),
                Endpoint.patch(ACCOUNT, "update_account_log_service")
                        .about(FAMILY, "Change the account's log service")
                        .takes(CHANGE)
                        .answers(SERVED)
                        .by(call ->
                                update(
                                        call,
                                        new Owner.Account(),
                                        "Account external logging service has been updated")),
                Endpoint.delete(ACCOUNT, "delete_account_log_service")
                        .about(FAMILY, "Take the account's log service away")
                        .by(call ->
                                delete(
                                        call,
                                        new Owner.Account(),
                                        "Account external logging service has been deleted")),
                Endpoint.post(ACCOUNT + "/test", "run_account_setup_tests_log_service")
                        .about(FAMILY, "Try the account's log service")
                        .takes(NOTHING)
                        .answers(TESTED)
                        .by(call -> test(call, new Owner.Account())));
    }

    private List<Endpoint> ofOneGroup() {
        return List.of(
                Endpoint.get(ONE, "log_service_details")
                        .about(FAMILY, "Get a group's log service")
                        .answers(SERVED)
                        .by(call ->
                                details(
                                        call,
                                        group(call),
                                        "External logging service details retrieved successfully")),
                Endpoint.patch(ONE, "update_log_service")
                        .about(FAMILY, "Change a group's log service")
                        .takes(CHANGE)
                        .answers(SERVED)
                        .by(call ->
                                update(
                                        call,
                                        group(call),
                                        "External logging service has been updated")),
                Endpoint.delete(ONE, "delete_log_service")
                        .about(FAMILY, "Take a group's log service away")
                        .by(call ->
                                delete(
                                        call,
                                        group(call),
                                        "External logging service with id '%s' has been deleted"
                                                .formatted(call.path("logId")))),
                Endpoint.post(ONE + "/test", "run_setup_tests_log_service")
                        .about(FAMILY, "Try a group's log service")
                        .takes(NOTHING)
                        .answers(TESTED)
                        .by(call -> test(call, group(call))));
    }

    private Answer create(Call call, Owner owner, String message) {
        Body body = call.body();
        return Answer.of(
                message,
                served(
                        services.create(
                                call.caller(),
                                owner,
                                new LogServices.Wish(
                                        body.text("service"),
                                        body.flag("enabled").orElse(true),
                                        sent(body)))));
    }

    private Answer details(Call call, Owner owner, String message) {
        return Answer.of(message, served(services.get(call.caller(), owner)));
    }

    private Answer update(Call call, Owner owner, String message) {
        return Answer.of(
                message,
                served(
                        services.update(
                                call.caller(),
                                owner,
                                new LogServices.Change(
                                        call.body().flag("enabled"), sent(call.body())))));
    }

    private Answer delete(Call call, Owner owner, String message) {
        services.delete(call.caller(), owner);
        return Answer.of(message);
    }

    private Answer test(Call call, Owner owner) {
        ArrayNode tests = JsonNodeFactory.instance.arrayNode();
        for (SetupOutcome outcome : services.test(call.caller(), owner)) {
            tests.add(
                    new Members()
                            .put("title", outcome.title())
                            .put("status", outcome.status())
                            .put("message", outcome.message())
                            .json());
        }
        return Answer.of(
                "Setup tests have been completed", new Members().put("setup_tests", tests));
    }

    private static Owner group(Call call) {
        return new Owner.Group(call.path("logId"));
    }

    /// What was sent of the configuration, by key; an empty value is a null.
    private static Map<String, Optional<String>> sent(Body body) {
        Map<String, Optional<String>> sent = new LinkedHashMap<>();
        Optional<JsonNode> config = body.raw("config");
        if (config.isPresent()) {
            for (ConfigKey key : LogServiceKinds.keysOfAll()) {
                JsonNode value = config.get().get(key.name());
                if (value != null) {
                    sent.put(
                            key.name(),
                            value.isNull() ? Optional.empty() : Optional.of(value.asString()));
                }
            }
        }
        return sent;
    }

    private static Members item(LogServiceRows.Row row) {
        return new Members()
                .put("id", row.id())
                .put("service", row.service())
                .put("enabled", row.enabled());
    }

    private static Members served(LogServices.Seen seen) {
        Members config = new Members();
        for (ConfigKey key : LogServiceKinds.keys(seen.row().service())) {
            String value = seen.config().get(key.name());
            if (value != null) {
                switch (key.form()) {
                    case TEXT -> config.put(key.name(), value);
                    case NUMBER -> config.put(key.name(), Long.parseLong(value));
                    case FLAG -> config.put(key.name(), Boolean.parseBoolean(value));
                }
            }
        }
        return item(seen.row()).put("config", config);
    }

    private static Shape.Fields config(String name, Shape number) {
        return Shape.fields(
                name,
                LogServiceKinds.keysOfAll().stream()
                        .map(key -> field(key, number))
                        .toArray(Field[]::new));
    }

    private static Field field(ConfigKey key, Shape number) {
        Shape shape =
                switch (key.form()) {
                    case TEXT -> TEXT;
                    case NUMBER -> number;
                    case FLAG -> FLAG;
                };
        Field field = Field.optional(key.name(), shape);
        return key.secret() ? field.asSecret() : field;
    }
}
