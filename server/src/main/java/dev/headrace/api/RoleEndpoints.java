package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.access.Permission;
import dev.headrace.access.Role;
import dev.headrace.catalog.CustomRoleRows.Row;
import dev.headrace.control.Roles;
import java.util.Arrays;
import java.util.List;

/// Roles: all of them to read, and those of the account's own making.
final class RoleEndpoints {
    private static final String FAMILY = "Roles";
    private static final String LIST = "/headrace/v1/roles";
    private static final String ONE = LIST + "/{roleName}";
    private static final Shape SCOPES =
            Shape.listOf(
                    new Shape.Choice(Arrays.stream(Role.Scope.values()).map(Enum::name).toList()));
    private static final Shape PERMISSIONS =
            Shape.listOf(
                    new Shape.Choice(Arrays.stream(Permission.values()).map(Enum::name).toList()));
    private static final Shape.Fields ROLE =
            Shape.fields(
                    "Role",
                    Field.of("name", TEXT),
                    Field.of("description", TEXT),
                    Field.of("is_custom", Shape.FLAG),
                    Field.of("scope", SCOPES),
                    Field.of("is_deprecated", Shape.FLAG),
                    Field.of("replacement_role_name", TEXT).orNull());
    private static final Shape.Fields CUSTOM =
            Shape.fields(
                    "CustomRole",
                    Field.of("name", TEXT),
                    Field.of("description", TEXT),
                    Field.of("scope", SCOPES),
                    Field.of("permissions", PERMISSIONS));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "CustomRoleRequest",
                    Field.of("name", UserEndpoints.NAME),
                    Field.optional("description", TEXT),
                    Field.of("scope", SCOPES),
                    Field.of("permissions", PERMISSIONS));
    private static final Shape.Fields CHANGE =
            Shape.fields(
                    "CustomRoleUpdate",
                    Field.optional("description", TEXT),
                    Field.optional("scope", SCOPES),
                    Field.optional("permissions", PERMISSIONS));

    private final Roles roles;

    RoleEndpoints(Roles roles) {
        this.roles = roles;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/roles", "list_all_roles")
                        .about(FAMILY, "List roles")
                        .lists(ROLE)
                        .by(call ->
                                Answer.list(
                                        "Roles list retrieved successfully",
                                        roles.list(call.caller(), call.page()),
                                        RoleEndpoints::role)),
                Endpoint.get(LIST, "list_custom_roles")
                        .about(FAMILY, "List custom roles with their permissions")
                        .lists(CUSTOM)
                        .by(call ->
                                Answer.list(
                                        "Custom roles retrieved successfully",
                                        roles.custom(call.caller(), call.page()),
                                        RoleEndpoints::custom)),
                Endpoint.post(LIST, "create_custom_role")
                        .about(FAMILY, "Create a custom role")
                        .takes(WISH)
                        .creates(CUSTOM)
                        .by(this::create),
                Endpoint.get(ONE, "get_custom_role")
                        .about(FAMILY, "Get a custom role")
                        .answers(CUSTOM)
                        .by(call ->
                                Answer.of(
                                        "Custom role retrieved successfully",
                                        custom(roles.get(call.caller(), name(call))))),
                Endpoint.patch(ONE, "update_custom_role")
                        .about(FAMILY, "Change a custom role")
                        .takes(CHANGE)
                        .answers(CUSTOM)
                        .by(this::update),
                Endpoint.delete(ONE, "delete_custom_role")
                        .about(FAMILY, "Delete a custom role")
                        .by(this::delete));
    }

    private Answer create(Call call) {
        Body body = call.body();
        Row wish =
                new Row(
                        0,
                        body.text("name"),
                        body.find("description").orElse(""),
                        body.texts("scope"),
                        body.texts("permissions"));
        return Answer.of("Custom role has been created", custom(roles.create(call.caller(), wish)));
    }

    private Answer update(Call call) {
        Body body = call.body();
        return Answer.of(
                "Custom role has been updated",
                custom(roles.update(call.caller(), name(call), before -> changed(before, body))));
    }

    private static Row changed(Row before, Body body) {
        return new Row(
                before.number(),
                before.name(),
                body.find("description").orElse(before.description()),
                body.raw("scope").isPresent() ? body.texts("scope") : before.scopes(),
                body.raw("permissions").isPresent()
                        ? body.texts("permissions")
                        : before.permissions());
    }

    private Answer delete(Call call) {
        roles.remove(call.caller(), name(call));
        return Answer.of("Custom role '%s' has been deleted".formatted(name(call)));
    }

    private static Members role(Role role) {
        return new Members()
                .put("name", role.name())
                .put("description", role.description())
                .put("is_custom", role.custom())
                .put("scope", role.scopes().stream().map(Enum::name).toList())
                .put("is_deprecated", role.replacement() != null)
                .put("replacement_role_name", role.replacement());
    }

    private static Members custom(Role role) {
        return new Members()
                .put("name", role.name())
                .put("description", role.description())
                .put("scope", role.scopes().stream().map(Enum::name).toList())
                .put("permissions", role.permissions().stream().map(Enum::name).sorted().toList());
    }

    private static String name(Call call) {
        return call.path("roleName");
    }
}
