package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.GroupRows;
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
                Endpoint.get("/v1/groups/{groupId}", "group_details")
                        .about("Groups", "Get a group")
                        .answers(GROUP)
                        .by(this::details));
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

    private static Members group(GroupRows.Row row) {
        return new Members()
                .put("id", row.id())
                .put("name", row.name())
                .put("created_at", row.createdAt());
    }
}
