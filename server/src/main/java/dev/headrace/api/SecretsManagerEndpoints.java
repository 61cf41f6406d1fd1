package dev.headrace.api;

import static dev.headrace.api.Shape.FLAG;
import static dev.headrace.api.Shape.MOMENT;
import static dev.headrace.api.Shape.TEXT;

import dev.headrace.control.SecretsManagerKinds;
import dev.headrace.control.SecretsManagers;
import dev.headrace.refusal.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// External secrets managers.
final class SecretsManagerEndpoints {
    private static final String FAMILY = "External secrets managers";
    private static final String ALL = "/v1/external-secrets-managers";
    private static final String ONE = ALL + "/{esmId}";
    private static final String DONE = "Operation performed successfully";

    /// As long as a list shows it well.
    private static final int NAME_MAX = 255;

    private static final Shape NAME = new Shape.Text(NAME_MAX, "our_vault");
    private static final Shape TYPE = new Shape.Choice(SecretsManagerKinds.all());
    private static final Shape CONFIG = new Shape.MapOf(TEXT);
    private static final Shape ENTITY_TYPE = Shape.choice("source", "destination", "all");
    private static final Shape.Fields MANAGER =
            Shape.fields(
                    "SecretsManager",
                    Field.of("id", TEXT),
                    Field.of("type", TYPE),
                    Field.of("name", TEXT),
                    Field.of("config", CONFIG),
                    Field.of("is_hybrid_deployment", FLAG),
                    Field.of("is_hybrid_deployment_compatible", FLAG)
                            .about("the same by its older name"),
                    Field.of("created_at", MOMENT),
                    Field.of("updated_at", MOMENT));
    private static final Shape.Fields ENTITY =
            Shape.fields(
                    "SecretsManagerEntity",
                    Field.of("id", TEXT),
                    Field.of("type", Shape.choice("SOURCE", "DESTINATION")),
                    Field.of("name", TEXT),
                    Field.of("enabled", FLAG),
                    Field.of("secret_manager_id", TEXT),
                    Field.of("created_at", MOMENT));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "SecretsManagerRequest",
                    Field.of("type", TYPE),
                    Field.of("name", NAME),
                    Field.optional("config", CONFIG).asSecret(),
                    Field.optional("is_hybrid_deployment", FLAG));
    private static final Shape.Fields CHANGE =
            Shape.fields(
                    "SecretsManagerUpdate",
                    Field.optional("name", NAME),
                    Field.optional("config", CONFIG).asSecret(),
                    Field.optional("is_hybrid_deployment", FLAG));

    private final SecretsManagers managers;

    SecretsManagerEndpoints(SecretsManagers managers) {
        this.managers = managers;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(ALL, "list_esms")
                        .about(FAMILY, "List secrets managers")
                        .lists(MANAGER)
                        .by(call ->
                                Answer.list(
                                        DONE,
                                        managers.list(call.caller(), call.page()),
                                        SecretsManagerEndpoints::manager)),
                Endpoint.post(ALL, "create_esm")
                        .about(FAMILY, "Add a secrets manager")
                        .takes(WISH)
                        .creates(MANAGER)
                        .by(this::create),
                Endpoint.get(ONE, "get_esm_details")
                        .about(FAMILY, "Get a secrets manager")
                        .answers(MANAGER)
                        .by(call ->
                                Answer.of(DONE, manager(managers.get(call.caller(), id(call))))),
                Endpoint.patch(ONE, "update_esm")
                        .about(FAMILY, "Change a secrets manager")
                        .takes(CHANGE)
                        .answers(MANAGER)
                        .by(this::update),
                Endpoint.delete(ONE, "delete_esm")
                        .about(FAMILY, "Remove a secrets manager")
                        .by(call -> {
                            managers.delete(call.caller(), id(call));
                            return Answer.of("Resource deleted successfully");
                        }),
                Endpoint.get(ONE + "/entities", "get_esm_entities")
                        .about(FAMILY, "List what takes its secrets from one")
                        .query("type", ENTITY_TYPE)
                        .lists(ENTITY)
                        .by(call -> entities(call, Optional.of(id(call)))),
                Endpoint.get("/v1/external-secrets-managers-entities", "list_esm_entities")
                        .about(FAMILY, "List what takes its secrets from any")
                        .query("esm_id", TEXT)
                        .query("type", ENTITY_TYPE)
                        .lists(ENTITY)
                        .by(call -> entities(call, call.query("esm_id"))));
    }

    private Answer create(Call call) {
        Body body = call.body();
        return Answer.of(
                "External Secrets Manager has been created",
                manager(
                        managers.create(
                                call.caller(),
                                new SecretsManagers.Wish(
                                        body.text("type"),
                                        body.text("name"),
                                        body.flag("is_hybrid_deployment").orElse(false),
                                        sent(body)))));
    }

    private Answer update(Call call) {
        Body body = call.body();
        return Answer.of(
                "Resource updated successfully",
                manager(
                        managers.update(
                                call.caller(),
                                id(call),
                                new SecretsManagers.Change(
                                        body.find("name"),
                                        body.flag("is_hybrid_deployment"),
                                        sent(body)))));
    }

    private Answer entities(Call call, Optional<String> id) {
        String type = call.query("type").orElse("all");
        if (!List.of("source", "destination", "all").contains(type)) {
            throw new Refusal.Invalid("Parameter 'type' must be one of source, destination, all");
        }
        return Answer.list(
                DONE,
                managers.entities(call.caller(), id),
                entity ->
                        new Members()
                                .put("id", entity.id())
                                .put("type", entity.type())
                                .put("name", entity.name())
                                .put("enabled", entity.enabled())
                                .put("secret_manager_id", entity.managerId())
                                .put("created_at", entity.at()));
    }

    private static String id(Call call) {
        return call.path("esmId");
    }

    /// What was sent of the configuration, by key; an empty value is a null.
    private static Map<String, Optional<String>> sent(Body body) {
        Map<String, Optional<String>> sent = new LinkedHashMap<>();
        Optional<JsonNode> config = body.raw("config");
        if (config.isPresent()) {
            config.get()
                    .properties()
                    .forEach(entry ->
                            sent.put(
                                    entry.getKey(),
                                    entry.getValue().isNull()
                                            ? Optional.empty()
                                            : Optional.of(entry.getValue().asString())));
        }
        return sent;
    }

    private static Members manager(SecretsManagers.Seen seen) {
        Members config = new Members();
        seen.config().forEach(config::put);
        return new Members()
                .put("id", seen.row().id())
                .put("type", seen.row().type())
                .put("name", seen.row().name())
                .put("config", config)
                .put("is_hybrid_deployment", seen.row().hybrid())
                .put("is_hybrid_deployment_compatible", seen.row().hybrid())
                .put("created_at", seen.row().createdAt())
                .put("updated_at", seen.row().updatedAt());
    }
}
