package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.access.SystemKeyPermission;
import dev.headrace.catalog.SystemKeyRows.Row;
import dev.headrace.control.SystemKeys;
import dev.headrace.control.SystemKeys.Validity;
import java.util.Arrays;
import java.util.List;

/// System keys. A secret is answered once, when it is made.
final class SystemKeyEndpoints {
    private static final String FAMILY = "System keys";
    private static final String LIST = "/v1/system-keys";
    private static final String ONE = LIST + "/{keyId}";
    private static final Shape VALIDITY = new Shape.Choice(names(Validity.values()));
    private static final Shape PERMISSIONS =
            Shape.listOf(
                    Shape.fields(
                            "SystemKeyPermission",
                            Field.of(
                                    "resource_type",
                                    new Shape.Choice(names(SystemKeyPermission.Type.values()))),
                            Field.of(
                                    "access_level",
                                    new Shape.Choice(names(SystemKeyPermission.Level.values()))),
                            Field.optional(
                                    "resource_filter",
                                    Shape.fields(
                                            "SystemKeyFilter",
                                            Field.optional("ids", Shape.listOf(TEXT)),
                                            Field.optional("group_ids", Shape.listOf(TEXT))))));
    private static final Shape.Fields LISTED = Shape.fields("SystemKeyListed", fields());
    private static final Shape.Fields KEY =
            Shape.fields("SystemKey", fields(Field.of("permissions", PERMISSIONS)));
    private static final Shape.Fields MADE =
            Shape.fields(
                    "SystemKeyCreated",
                    fields(
                            Field.of("secret", TEXT).about("shown this once"),
                            Field.of("permissions", PERMISSIONS)));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "SystemKeyRequest",
                    Field.of("name", UserEndpoints.NAME),
                    Field.of("expiration_period", VALIDITY),
                    Field.of("permissions", PERMISSIONS));
    private static final Shape.Fields CHANGE =
            Shape.fields(
                    "SystemKeyUpdate",
                    Field.optional("name", UserEndpoints.NAME),
                    Field.optional("permissions", PERMISSIONS));
    private static final Shape.Fields ROTATION =
            Shape.fields("SystemKeyRotation", Field.optional("expiration_period", VALIDITY));

    private final SystemKeys keys;

    SystemKeyEndpoints(SystemKeys keys) {
        this.keys = keys;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(LIST, "list_system_keys")
                        .about(FAMILY, "List system keys")
                        .lists(LISTED)
                        .by(call ->
                                Answer.list(
                                        "System keys retrieved successfully",
                                        keys.list(call.caller(), call.page()),
                                        SystemKeyEndpoints::key)),
                Endpoint.post(LIST, "create_system_key")
                        .about(FAMILY, "Create a system key")
                        .takes(WISH)
                        .creates(MADE)
                        .by(this::create),
                Endpoint.get(ONE, "get_system_key_details")
                        .about(FAMILY, "Get a system key")
                        .answers(KEY)
                        .by(call ->
                                Answer.of(
                                        "System key details retrieved successfully",
                                        withPermissions(keys.get(call.caller(), id(call))))),
                Endpoint.patch(ONE, "update_system_key")
                        .about(FAMILY, "Change a system key")
                        .takes(CHANGE)
                        .answers(KEY)
                        .by(this::update),
                Endpoint.delete(ONE, "delete_system_key")
                        .about(FAMILY, "Delete a system key")
                        .by(this::delete),
                Endpoint.post(ONE + "/rotate", "rotate_system_key")
                        .about(FAMILY, "Give a system key a new secret")
                        .takes(ROTATION)
                        .answers(MADE)
                        .by(this::rotate));
    }

    private Answer create(Call call) {
        Body body = call.body();
        return Answer.of(
                "System key has been created",
                made(
                        keys.create(
                                call.caller(),
                                body.text("name"),
                                permissions(body),
                                Validity.valueOf(body.text("expiration_period")))));
    }

    private Answer update(Call call) {
        Body body = call.body();
        return Answer.of(
                "System key has been updated",
                withPermissions(
                        keys.update(
                                call.caller(),
                                id(call),
                                body.find("name"),
                                body.raw("permissions").map(_ -> permissions(body)))));
    }

    private Answer rotate(Call call) {
        return Answer.of(
                "System key with id '%s' has been rotated".formatted(id(call)),
                made(
                        keys.rotate(
                                call.caller(),
                                id(call),
                                call.body().find("expiration_period").map(Validity::valueOf))));
    }

    private Answer delete(Call call) {
        keys.remove(call.caller(), id(call));
        return Answer.of("System key with id '%s' has been deleted".formatted(id(call)));
    }

    private static List<SystemKeyPermission> permissions(Body body) {
        return body.objects("permissions").stream()
                .map(given ->
                        new SystemKeyPermission(
                                SystemKeyPermission.Type.valueOf(given.text("resource_type")),
                                SystemKeyPermission.Level.valueOf(given.text("access_level")),
                                given.object("resource_filter")
                                        .map(filter ->
                                                new SystemKeyPermission.Filter(
                                                        filter.texts("ids"),
                                                        filter.texts("group_ids")))
                                        .orElse(null)))
                .toList();
    }

    private static Members key(Row row) {
        return new Members()
                .put("id", row.id())
                .put("name", row.name())
                .put("key", row.key())
                .put("created_at", row.createdAt())
                .put("updated_at", row.updatedAt())
                .put("expired_at", row.expiredAt())
                .put("last_used_at", row.lastUsedAt());
    }

    private static Members withPermissions(Row row) {
        return key(row).put(
                        "permissions",
                        SystemKeyPermission.json(SystemKeyPermission.parse(row.permissions())));
    }

    private static Members made(SystemKeys.Made made) {
        return withPermissions(made.row()).put("secret", made.secret().reveal());
    }

    private static Field[] fields(Field... more) {
        Field[] own = {
            Field.of("id", TEXT),
            Field.of("name", TEXT),
            Field.of("key", TEXT),
            Field.of("created_at", Shape.MOMENT),
            Field.of("updated_at", Shape.MOMENT),
            Field.of("expired_at", Shape.MOMENT).orNull(),
            Field.of("last_used_at", Shape.MOMENT).orNull()
        };
        Field[] all = Arrays.copyOf(own, own.length + more.length);
        System.arraycopy(more, 0, all, own.length, more.length);
        return all;
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    private static String id(Call call) {
        return call.path("keyId");
    }
}
