package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.TeamRows;
import dev.headrace.control.Teams;
import java.util.List;

/// Teams.
final class TeamEndpoints {
    private static final String FAMILY = "Teams";
    private static final Shape.Fields TEAM =
            Shape.fields(
                    "Team",
                    Field.of("id", TEXT),
                    Field.of("name", TEXT),
                    Field.of("description", TEXT).orNull(),
                    Field.of("role", TEXT).orNull());
    private static final Shape.Fields WISH =
            Shape.fields(
                    "TeamRequest",
                    Field.of("name", UserEndpoints.NAME),
                    Field.optional("description", TEXT),
                    Field.optional("role", UserEndpoints.NAME));
    private static final Shape.Fields CHANGE =
            Shape.fields(
                    "TeamUpdate",
                    Field.optional("name", UserEndpoints.NAME),
                    Field.optional("description", TEXT),
                    Field.optional("role", UserEndpoints.NAME).about("empty for none"));

    private final Teams teams;

    TeamEndpoints(Teams teams) {
        this.teams = teams;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/teams", "list_all_teams")
                        .about(FAMILY, "List teams")
                        .lists(TEAM)
                        .by(call ->
                                Answer.list(
                                        "Teams retrieved successfully",
                                        teams.list(call.caller(), call.page()),
                                        TeamEndpoints::team)),
                Endpoint.post("/v1/teams", "create_team")
                        .about(FAMILY, "Create a team")
                        .takes(WISH)
                        .creates(TEAM)
                        .by(this::create),
                Endpoint.get("/v1/teams/{teamId}", "team_details")
                        .about(FAMILY, "Get a team")
                        .answers(TEAM)
                        .by(call ->
                                Answer.of(
                                        "Team details retrieved successfully",
                                        team(teams.get(call.caller(), id(call))))),
                Endpoint.patch("/v1/teams/{teamId}", "modify_team")
                        .about(FAMILY, "Change a team")
                        .takes(CHANGE)
                        .answers(TEAM)
                        .by(this::update),
                Endpoint.delete("/v1/teams/{teamId}", "delete_team")
                        .about(FAMILY, "Delete a team")
                        .by(this::delete),
                Endpoint.delete("/v1/teams/{teamId}/role", "delete_team_role_in_account")
                        .about(FAMILY, "Take a team's role in the account away")
                        .by(this::deleteRole));
    }

    private Answer create(Call call) {
        Body body = call.body();
        TeamRows.Row wish =
                new TeamRows.Row(
                        0,
                        "",
                        body.text("name"),
                        body.find("description").orElse(null),
                        body.find("role").orElse(null));
        return Answer.of("Team has been created", team(teams.create(call.caller(), wish)));
    }

    private Answer update(Call call) {
        Body body = call.body();
        return Answer.of(
                "Team has been updated",
                team(teams.update(call.caller(), id(call), before -> changed(before, body))));
    }

    private static TeamRows.Row changed(TeamRows.Row before, Body body) {
        return new TeamRows.Row(
                before.number(),
                before.id(),
                body.find("name").orElse(before.name()),
                body.has("description")
                        ? body.find("description").orElse(null)
                        : before.description(),
                body.find("role").orElse(before.role()));
    }

    private Answer delete(Call call) {
        teams.remove(call.caller(), id(call));
        return Answer.of("Team has been deleted");
    }

    private Answer deleteRole(Call call) {
        teams.update(
                call.caller(),
                id(call),
                before ->
                        new TeamRows.Row(
                                before.number(),
                                before.id(),
                                before.name(),
                                before.description(),
                                null));
        return Answer.of("Team role in account has been removed");
    }

    private static Members team(TeamRows.Row row) {
        return new Members()
                .put("id", row.id())
                .put("name", row.name())
                .put("description", row.description())
                .put("role", row.role());
    }

    private static String id(Call call) {
        return call.path("teamId");
    }
}
