package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.TeamRows;
import dev.headrace.control.TeamUsers;
import java.util.List;

/// Who belongs to a team. Here a user is named by `user_id`, unlike in other memberships.
final class TeamUserEndpoints {
    private static final String FAMILY = "Teams";
    private static final String LIST = "/v1/teams/{teamId}/users";
    private static final String ONE = LIST + "/{userId}";
    private static final Shape.Fields MEMBER =
            Shape.fields(
                    "TeamUser",
                    Field.of("user_id", TEXT),
                    Field.of("role", TEXT),
                    Field.of("created_at", Shape.MOMENT));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "TeamUserRequest",
                    Field.of("user_id", TEXT),
                    Field.of("role", UserEndpoints.NAME));
    private static final Shape.Fields CHANGE =
            Shape.fields("TeamUserUpdate", Field.of("role", UserEndpoints.NAME));

    private final TeamUsers users;

    TeamUserEndpoints(TeamUsers users) {
        this.users = users;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(LIST, "list_users_in_team")
                        .about(FAMILY, "List a team's users")
                        .query("active", Shape.FLAG)
                        .lists(MEMBER)
                        .by(call ->
                                Answer.list(
                                        "Team users retrieved successfully",
                                        users.list(
                                                call.caller(),
                                                team(call),
                                                call.queryFlag("active").orElse(null),
                                                call.page()),
                                        TeamUserEndpoints::member)),
                Endpoint.post(LIST, "add_user_to_team")
                        .about(FAMILY, "Add a user to a team")
                        .takes(WISH)
                        .creates(MEMBER)
                        .by(call ->
                                Answer.of(
                                        "User has been added to the team",
                                        member(
                                                users.add(
                                                        call.caller(),
                                                        team(call),
                                                        call.body().text("user_id"),
                                                        call.body().text("role"))))),
                Endpoint.get(ONE, "get_user_in_team")
                        .about(FAMILY, "Get a team's user")
                        .answers(MEMBER)
                        .by(call ->
                                Answer.of(
                                        "Team user details retrieved successfully",
                                        member(users.get(call.caller(), team(call), user(call))))),
                Endpoint.patch(ONE, "update_user_membership")
                        .about(FAMILY, "Change a user's role in a team")
                        .takes(CHANGE)
                        .by(this::update),
                Endpoint.delete(ONE, "delete_user_from_team")
                        .about(FAMILY, "Remove a user from a team")
                        .by(this::delete));
    }

    private Answer update(Call call) {
        users.setRole(call.caller(), team(call), user(call), call.body().text("role"));
        return Answer.of("User role has been updated");
    }

    private Answer delete(Call call) {
        users.remove(call.caller(), team(call), user(call));
        return Answer.of("User has been removed from the team");
    }

    private static Members member(TeamRows.Member member) {
        return new Members()
                .put("user_id", member.userId())
                .put("role", member.role())
                .put("created_at", member.createdAt());
    }

    private static String team(Call call) {
        return call.path("teamId");
    }

    private static String user(Call call) {
        return call.path("userId");
    }
}
