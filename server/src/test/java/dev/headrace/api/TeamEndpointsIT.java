package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.api.TestPeople.Person;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Teams and their users by the API's contract.
class TeamEndpointsIT {
    private static TestApi api;
    private static TestPeople people;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        people = new TestPeople(api);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void createsChangesAndDeletesATeam() {
        String name = TestPeople.name();
        var created =
                api.client()
                        .post(
                                "/v1/teams",
                                """
                                {"name":"%s","description":"d","role":"Account Reviewer"}
                                """
                                        .formatted(name))
                        .is(201);
        assertThat(created.message()).isEqualTo("Team has been created");
        String id = created.data().path("id").asString();
        assertThat(created.data().toString())
                .isEqualTo(
                        """
                        {"id":"%s","name":"%s","description":"d","role":"Account Reviewer"}\
                        """
                                .formatted(id, name));
        String path = "/v1/teams/" + id;
        var read = api.client().get(path + "/").is(200);
        assertThat(read.message()).isEqualTo("Team details retrieved successfully");
        assertThat(read.data()).isEqualTo(created.data());
        assertThat(api.client().patch(path, "{}").is(200).data()).isEqualTo(created.data());
        var updated =
                api.client().patch(path, "{\"description\":null,\"role\":\"Billing\"}").is(200);
        assertThat(updated.message()).isEqualTo("Team has been updated");
        assertThat(updated.data().path("description").isNull()).isTrue();
        assertThat(updated.data().path("role").asString()).isEqualTo("Billing");
        var removed = api.client().delete(path + "/role").is(200);
        assertThat(removed.message()).isEqualTo("Team role in account has been removed");
        assertThat(api.client().get(path).is(200).data().path("role").isNull()).isTrue();
        assertThat(api.client().delete(path).is(200).message()).isEqualTo("Team has been deleted");
        api.client().get(path).is(404, "NotFound_Team");
        api.client().get(path + "/users").is(404, "NotFound_Team");
        api.client().get(path + "/groups").is(404, "NotFound_Team");
        api.client().patch(path, "{}").is(404, "NotFound_Team");
        api.client().delete(path).is(404, "NotFound_Team");
        api.client().delete(path + "/role").is(404, "NotFound_Team");
    }

    @Test
    void refusesWhatIsNoTeam() {
        assertThat(api.client().post("/v1/teams", "{}").is(400, "InvalidInput").message())
                .isEqualTo("Field 'name' is required");
        api.client().post("/v1/teams", "{\"name\":\"\"}").is(400, "InvalidInput");
        api.client()
                .post("/v1/teams", "{\"name\":\"%s\"}".formatted("n".repeat(256)))
                .is(400, "InvalidInput");
        api.client()
                .post("/v1/teams", "{\"name\":\"n\",\"role\":\"Team Member\"}")
                .is(400, "InvalidInput");
        String name = TestPeople.name();
        String body = "{\"name\":\"%s\"}".formatted(name);
        api.client().post("/v1/teams", body).is(201);
        api.client().post("/v1/teams", body).is(409, "Conflict");
        String other = people.team("");
        api.client().patch("/v1/teams/" + other, body).is(409, "Conflict");
    }

    @Test
    void listsTeamsInPages() {
        people.team("");
        people.team("");
        var first = api.client().get("/v1/teams?limit=1").is(200);
        assertThat(first.message()).isEqualTo("Teams retrieved successfully");
        String cursor = first.data().path("next_cursor").asString();
        assertThat(api.client().get("/v1/teams?cursor=" + cursor).is(200).data().path("items"))
                .isNotEmpty()
                .doesNotContain(first.data().path("items").get(0));
    }

    @Test
    void usersComeAndGo() {
        String path = "/v1/teams/%s/users".formatted(people.team(""));
        String user = people.user(null).id();
        String one = path + "/" + user;
        var empty = api.client().get(path).is(200);
        assertThat(empty.message()).isEqualTo("Team users retrieved successfully");
        assertThat(empty.data().toString()).isEqualTo("{\"items\":[]}");
        String body = "{\"user_id\":\"%s\",\"role\":\"Team Member\"}".formatted(user);
        var added = api.client().post(path, body).is(201);
        assertThat(added.message()).isEqualTo("User has been added to the team");
        assertThat(added.data().toString())
                .isEqualTo(
                        "{\"user_id\":\"%s\",\"role\":\"Team Member\",\"created_at\":\"%s\"}"
                                .formatted(user, added.data().path("created_at").asString()));
        api.client().post(path, body).is(409, "Conflict");
        var read = api.client().get(one).is(200);
        assertThat(read.message()).isEqualTo("Team user details retrieved successfully");
        assertThat(read.data()).isEqualTo(added.data());
        assertThat(api.client().get(path + "?active=false").is(200).data().path("items")).isEmpty();
        assertThat(api.client().get(path + "?active=true").is(200).data().path("items")).hasSize(1);
        var updated = api.client().patch(one, "{\"role\":\"Team Manager\"}").is(200);
        assertThat(updated.message()).isEqualTo("User role has been updated");
        assertThat(api.client().get(one).is(200).data().path("role").asString())
                .isEqualTo("Team Manager");
        api.client().patch(one, "{\"role\":\"Account Analyst\"}").is(400, "InvalidInput");
        api.client().patch(one, "{}").is(400, "InvalidInput");
        api.client().post(path, "{\"role\":\"Team Member\"}").is(400, "InvalidInput");
        api.client()
                .post(path, "{\"user_id\":\"no_such\",\"role\":\"Team Member\"}")
                .is(404, "NotFound_User");
        var removed = api.client().delete(one).is(200);
        assertThat(removed.message()).isEqualTo("User has been removed from the team");
        api.client().delete(one).is(404, "NotFound");
        api.client().get(one).is(404, "NotFound");
        api.client().patch(one, "{\"role\":\"Team Manager\"}").is(404, "NotFound");
    }

    @Test
    void aManagerManagesItsTeamAloneAndGivesNothingMore() {
        String team = people.team("");
        Person manager = people.user(null);
        Person newcomer = people.user(null);
        String path = "/v1/teams/%s/users".formatted(team);
        api.client().post(path, member(manager, "Team Manager")).is(201);
        newcomer.client().get(path).is(404, "NotFound_Team");
        manager.client().post(path, member(newcomer, "Team Member")).is(201);
        newcomer.client().get(path).is(200);
        newcomer.client().delete(path + "/" + manager.id()).is(403, "Forbidden");
        manager.client().patch("/v1/teams/" + team, "{\"role\":\"Owner\"}").is(403, "Forbidden");
        manager.client().delete("/v1/teams/" + team).is(403, "Forbidden");
        assertThat(manager.client().get("/v1/teams").is(200).data().path("items")).hasSize(1);
        manager.client().get("/v1/teams/" + people.team("")).is(404, "NotFound_Team");
        String group = people.group();
        newcomer.client().get("/v1/groups/" + group).is(404);
        api.client()
                .post(
                        "/v1/teams/%s/groups".formatted(team),
                        "{\"id\":\"%s\",\"role\":\"View Destination\"}".formatted(group))
                .is(201);
        newcomer.client().get("/v1/groups/" + group).is(200);
    }

    private static String member(Person person, String role) {
        return "{\"user_id\":\"%s\",\"role\":\"%s\"}".formatted(person.id(), role);
    }
}
