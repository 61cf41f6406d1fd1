package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.KeyRows;
import dev.headrace.control.ApiKeys;
import java.util.List;

/// API keys of users. A secret is answered once, when it is made.
final class ApiKeyEndpoints {
    private static final String FAMILY = "API keys";
    private static final String LIST = "/headrace/v1/api-keys";
    private static final Shape.Fields KEY =
            Shape.fields(
                    "ApiKey",
                    Field.of("key", TEXT),
                    Field.of("user_id", TEXT),
                    Field.of("created_at", Shape.MOMENT),
                    Field.of("last_used_at", Shape.MOMENT).orNull());
    private static final Shape.Fields MADE =
            Shape.fields(
                    "ApiKeyCreated",
                    Field.of("key", TEXT),
                    Field.of("secret", TEXT).about("shown this once"),
                    Field.of("user_id", TEXT),
                    Field.of("created_at", Shape.MOMENT));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "ApiKeyRequest",
                    Field.optional("user_id", TEXT).about("whose; the caller's own without it"));

    private final ApiKeys keys;

    ApiKeyEndpoints(ApiKeys keys) {
        this.keys = keys;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(LIST, "list_api_keys")
                        .about(FAMILY, "List API keys")
                        .lists(KEY)
                        .by(call ->
                                Answer.list(
                                        "API keys retrieved successfully",
                                        keys.list(call.caller(), call.page()),
                                        ApiKeyEndpoints::key)),
                Endpoint.post(LIST, "create_api_key")
                        .about(FAMILY, "Make an API key, which replaces the user's old one")
                        .takes(WISH)
                        .creates(MADE)
                        .by(this::create),
                Endpoint.delete(LIST + "/{userId}", "delete_api_key")
                        .about(FAMILY, "Delete a user's API key")
                        .by(this::delete));
    }

    private Answer create(Call call) {
        ApiKeys.Made made =
                call.body()
                        .find("user_id")
                        .map(id -> keys.create(call.caller(), id))
                        .orElseGet(() -> keys.create(call.caller()));
        return Answer.of(
                "API key has been created",
                new Members()
                        .put("key", made.key().key())
                        .put("secret", made.key().secret().reveal())
                        .put("user_id", made.userId())
                        .put("created_at", made.createdAt()));
    }

    private Answer delete(Call call) {
        String id = call.path("userId");
        keys.remove(call.caller(), id);
        return Answer.of("API key of user with id '%s' has been deleted".formatted(id));
    }

    private static Members key(KeyRows.Row row) {
        return new Members()
                .put("key", row.key())
                .put("user_id", row.userId())
                .put("created_at", row.createdAt())
                .put("last_used_at", row.lastUsedAt());
    }
}
