package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.control.GroupUsers;
import java.util.List;

/// The users of a group. The role that is shown is the one in the group.
final class GroupUserEndpoints {
    private static final String FAMILY = "Groups";
    private static final String LIST = "/v1/groups/{groupId}/users";
    private static final Shape.Fields WISH =
            Shape.fields(
                    "GroupUserRequest",
                    Field.of("email", TEXT),
                    Field.of("role", UserEndpoints.NAME));

    private final GroupUsers users;

    GroupUserEndpoints(GroupUsers users) {
        this.users = users;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(LIST, "list_all_users_in_group")
                        .about(FAMILY, "List a group's users")
                        .query("active", Shape.FLAG)
                        .lists(UserEndpoints.USER)
                        .by(call ->
                                Answer.list(
                                        "Group users retrieved successfully",
                                        users.list(
                                                call.caller(),
                                                group(call),
                                                call.queryFlag("active").orElse(null),
                                                call.page()),
                                        member ->
                                                UserEndpoints.user(member.user(), member.role()))),
                Endpoint.post(LIST, "add_user_to_group")
                        .about(FAMILY, "Add a user to a group")
                        .takes(WISH)
                        .by(this::add),
                Endpoint.delete(LIST + "/{userId}", "delete_user_from_group")
                        .about(FAMILY, "Remove a user from a group")
                        .by(this::delete));
    }

    private Answer add(Call call) {
        users.add(call.caller(), group(call), call.body().text("email"), call.body().text("role"));
        return Answer.of("User has been added to the group");
    }

    private Answer delete(Call call) {
        String id = call.path("userId");
        users.remove(call.caller(), group(call), id);
        return Answer.of("User with id '%s' has been removed from the group".formatted(id));
    }

    private static String group(Call call) {
        return call.path("groupId");
    }
}
