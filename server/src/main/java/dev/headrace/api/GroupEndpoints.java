package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.GroupRows;
import dev.headrace.catalog.Page;
import dev.headrace.control.Groups;
import java.util.List;

/// Groups, the boxes around destinations.
final class GroupEndpoints {
    private static final Shape.Fields GROUP =
            Shape.fields(
                    "Group",
                    Field.of("id", TEXT),
                    Field.of("name", TEXT),
                    Field.of("created_at", Shape.MOMENT));
    private static final Shape.Fields NAME = Shape.fields("GroupRequest", Field.of("name", TEXT));

    private static final Shape.Fields RENAME =
            Shape.fields("GroupUpdate", Field.optional("name", TEXT));
    private static final Shape.Fields CONNECTION =
            Shape.fields("GroupConnection", Field.of("id", TEXT));
    private static final Shape.Fields SERVICE_ACCOUNT =
            Shape.fields("GroupServiceAccount", Field.of("service_account", TEXT));
    private static final String GROUP_PATH = "/v1/groups/{groupId}";

    private final Groups groups;

    GroupEndpoints(Groups groups) {
        this.groups = groups;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/groups", "list_groups")
                        .about("Groups", "List groups")
                        .lists(GROUP)
                        .by(this::list),
                Endpoint.post("/v1/groups", "create_group")
                        .about("Groups", "Create a group")
                        .takes(NAME)
                        .creates(GROUP)
                        .by(this::create),
                Endpoint.get(GROUP_PATH, "group_details")
                        .about("Groups", "Get a group")
                        .answers(GROUP)
                        .by(this::details),
                Endpoint.patch(GROUP_PATH, "modify_group")
                        .about("Groups", "Rename a group")
                        .takes(RENAME)
                        .answers(GROUP)
                        .by(this::update),
                Endpoint.delete(GROUP_PATH, "delete_group")
                        .about("Groups", "Delete a group without a destination")
                        .by(this::delete),
                Endpoint.get(GROUP_PATH + "/connections", "list_all_connections_in_group")
                        .about("Groups", "List a group's connections")
                        .query("schema", TEXT)
                        .lists(CONNECTION)
                        .by(this::connections),
                Endpoint.get(GROUP_PATH + "/service-account", "group_service_account")
                        .about("Groups", "Get the name under which a group's work is done")
                        .answers(SERVICE_ACCOUNT)
                        .by(this::serviceAccount));
    }

    private Answer list(Call call) {
        return Answer.list(
                "Groups retrieved successfully",
                groups.list(call.caller(), call.page()),
                GroupEndpoints::group);
    }

    private Answer create(Call call) {
        return Answer.of(
                "Group has been created",
                group(groups.create(call.caller(), call.body().text("name"))));
    }

    private Answer details(Call call) {
        return Answer.of(
                "Group details retrieved successfully",
                group(groups.get(call.caller(), call.path("groupId"))));
    }

    private Answer update(Call call) {
        return Answer.of(
                "Group has been updated",
                group(
                        groups.update(
                                call.caller(), call.path("groupId"), call.body().find("name"))));
    }

    private Answer delete(Call call) {
        String id = call.path("groupId");
        groups.delete(call.caller(), id);
        return Answer.of("Group with id '%s' has been deleted".formatted(id));
    }

    /// There are none yet.
    private Answer connections(Call call) {
        call.page();
        groups.get(call.caller(), call.path("groupId"));
        return Answer.list(
                "Group connections retrieved successfully",
                new Page<String>(List.of(), null),
                id -> new Members().put("id", id));
    }

    /// No cloud knows it: it is a name, for clients that show one.
    private Answer serviceAccount(Call call) {
        String id = groups.get(call.caller(), call.path("groupId")).id();
        return Answer.of(
                "Group service account retrieved successfully",
                new Members()
                        .put(
                                "service_account",
                                "g-%s@headrace.iam.invalid".formatted(id.replace('_', '-'))));
    }

    private static Members group(GroupRows.Row row) {
        return new Members()
                .put("id", row.id())
                .put("name", row.name())
                .put("created_at", row.createdAt());
    }
}
