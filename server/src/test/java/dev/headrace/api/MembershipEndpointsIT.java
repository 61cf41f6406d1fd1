package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.api.TestPeople.Person;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Memberships of users and teams, and the users of groups, by the API's contract.
class MembershipEndpointsIT {
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
    void userMembershipsInGroups() {
        proves(
                "/v1/users/%s/groups".formatted(people.user(null).id()),
                people.group(),
                "Destination Reviewer",
                "Edit Destination",
                new Words(
                        "User memberships in groups retrieved successfully",
                        "User membership in group retrieved successfully",
                        "Group"));
    }

    @Test
    void userMembershipsInConnections() {
        String connection = people.connection(people.group());
        Words words =
                new Words(
                        "User memberships in connections retrieved successfully",
                        "User membership in connection retrieved successfully",
                        "Connection");
        String user = people.user(null).id();
        for (String name : new String[] {"connections", "connectors"}) {
            proves(
                    "/v1/users/%s/%s".formatted(user, name),
                    connection,
                    "Connector Collaborator",
                    "Manage Connection",
                    words);
        }
    }

    @Test
    void teamMembershipsInGroups() {
        proves(
                "/v1/teams/%s/groups".formatted(people.team("")),
                people.group(),
                "Manage Destination",
                "Connector Creator",
                new Words(
                        "Team group memberships retrieved successfully",
                        "Team group membership retrieved successfully",
                        "Group"));
    }

    @Test
    void teamMembershipsInConnections() {
        String connection = people.connection(people.group());
        Words words =
                new Words(
                        "Team connection memberships retrieved successfully",
                        "Team connection membership retrieved successfully",
                        "Connection");
        String team = people.team("");
        for (String name : new String[] {"connections", "connectors"}) {
            proves(
                    "/v1/teams/%s/%s".formatted(team, name),
                    connection,
                    "View Connection",
                    "Edit Connection",
                    words);
        }
    }

    /// @param title what the sentences of changes begin with
    private record Words(String list, String details, String title) {}

    private static void proves(
            String path, String place, String role, String nextRole, Words words) {
        var empty = api.client().get(path).is(200);
        assertThat(empty.data().toString()).isEqualTo("{\"items\":[]}");
        assertThat(empty.message()).isEqualTo(words.list());
        String one = path + "/" + place;
        api.client().get(one).is(404, "NotFound");
        api.client().patch(one, role(role)).is(404, "NotFound");
        api.client().delete(one).is(404, "NotFound");
        String body = "{\"id\":\"%s\",\"role\":\"%s\"}".formatted(place, role);
        var created = api.client().post(path, body).is(201);
        assertThat(created.message()).isEqualTo(words.title() + " membership has been created");
        assertThat(created.data().toString())
                .isEqualTo(
                        "{\"id\":\"%s\",\"role\":\"%s\",\"created_at\":\"%s\"}"
                                .formatted(
                                        place, role, created.data().path("created_at").asString()));
        api.client().post(path, body).is(409, "Conflict");
        var read = api.client().get(one + "/").is(200);
        assertThat(read.message()).isEqualTo(words.details());
        assertThat(read.data()).isEqualTo(created.data());
        assertThat(api.client().get(path + "?limit=1000").is(200).data().path("items").get(0))
                .isEqualTo(created.data());
        var updated = api.client().patch(one, role(nextRole)).is(200);
        assertThat(updated.message()).isEqualTo(words.title() + " membership has been updated");
        assertThat(api.client().get(one).is(200).data().path("role").asString())
                .isEqualTo(nextRole);
        refuses(path, one, place);
        var deleted = api.client().delete(one).is(200);
        assertThat(deleted.message()).isEqualTo(words.title() + " membership has been deleted");
        api.client().get(one).is(404, "NotFound");
    }

    private static void refuses(String path, String one, String place) {
        api.client().patch(one, "{}").is(400, "InvalidInput");
        api.client().patch(one, role("Team Member")).is(400, "InvalidInput");
        api.client().patch(one, role("")).is(400, "InvalidInput");
        api.client().post(path, "{\"role\":\"x\"}").is(400, "InvalidInput");
        api.client().post(path, "{\"id\":\"%s\"}".formatted(place)).is(400, "InvalidInput");
        assertThat(api.client().post(path, "{\"id\":\"no_such\",\"role\":\"x\"}").is(404).code())
                .startsWith("NotFound_");
        String missing = path.replaceAll("/v1/(users|teams)/[^/]+", "/v1/$1/no_such");
        assertThat(api.client().get(missing).is(404).code()).isIn("NotFound_User", "NotFound_Team");
    }

    @Test
    void listsPagesOfMemberships() {
        String user = people.user(null).id();
        String path = "/v1/users/%s/groups".formatted(user);
        for (int i = 0; i < 3; i++) {
            api.client()
                    .post(
                            path,
                            "{\"id\":\"%s\",\"role\":\"View Destination\"}"
                                    .formatted(people.group()))
                    .is(201);
        }
        var first = api.client().get(path + "?limit=2").is(200).data();
        assertThat(first.path("items")).hasSize(2);
        var second =
                api.client()
                        .get(path + "?cursor=" + first.path("next_cursor").asString())
                        .is(200)
                        .data();
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.has("next_cursor")).isFalse();
    }

    @Test
    void theCreatorOfAGroupIsItsFirstUser() {
        Person creator = people.user("Destination Creator");
        String group = creator.group();
        var list = creator.client().get("/v1/groups/%s/users".formatted(group)).is(200);
        assertThat(list.message()).isEqualTo("Group users retrieved successfully");
        assertThat(list.data().path("items")).hasSize(1);
        var item = list.data().path("items").get(0);
        assertThat(item.path("id").asString()).isEqualTo(creator.id());
        assertThat(item.path("role").asString()).isEqualTo("Manage Destination");
    }

    @Test
    void groupUsersComeAndGoByEmail() {
        String path = "/v1/groups/%s/users".formatted(people.group());
        Person person = people.user("Account Reviewer");
        String body =
                "{\"email\":\"%s\",\"role\":\"Destination Analyst\"}".formatted(person.email());
        var added = api.client().post(path, body).is(200);
        assertThat(added.message()).isEqualTo("User has been added to the group");
        assertThat(added.json().has("data")).isFalse();
        api.client().post(path, body).is(409, "Conflict");
        var items = api.client().get(path + "/").is(200).data().path("items");
        assertThat(items).hasSize(2);
        assertThat(items.get(1).path("role").asString()).isEqualTo("Destination Analyst");
        assertThat(items.get(1).path("verified").isBoolean()).isTrue();
        assertThat(api.client().get(path + "?active=false").is(200).data().path("items")).isEmpty();
        var removed = api.client().delete(path + "/" + person.id()).is(200);
        assertThat(removed.message())
                .isEqualTo(
                        "User with id '%s' has been removed from the group".formatted(person.id()));
        api.client().delete(path + "/" + person.id()).is(404, "NotFound");
        api.client().post(path, "{}").is(400, "InvalidInput");
        api.client()
                .post(path, "{\"email\":\"no@such\",\"role\":\"View Destination\"}")
                .is(404, "NotFound_User");
        api.client()
                .post(path, body.replace("Destination Analyst", "Account Reviewer"))
                .is(400, "InvalidInput");
        api.client().get("/v1/groups/no_such/users").is(404, "NotFound_Group");
        api.client().post("/v1/groups/no_such/users", body).is(404, "NotFound_Group");
    }

    @Test
    void membersOfADestinationGiveWhatTheyHaveThere() {
        String group = people.group();
        Person manager = people.member(group, "Manage Destination");
        Person editor = people.member(group, "Edit Destination");
        Person newcomer = people.user(null);
        String path = "/v1/groups/%s/users".formatted(group);
        String body =
                "{\"email\":\"%s\",\"role\":\"Manage Destination\"}".formatted(newcomer.email());
        newcomer.client().get("/v1/groups/" + group).is(404, "NotFound_Group");
        editor.client().post(path, body).is(403, "Forbidden");
        editor.client().get(path).is(403, "Forbidden");
        newcomer.client().post(path, body).is(404, "NotFound_Group");
        manager.client().post(path, body).is(200);
        newcomer.client().get("/v1/groups/" + group).is(200);
        manager.client().delete(path + "/" + newcomer.id()).is(200);
        newcomer.client().get("/v1/groups/" + group).is(404, "NotFound_Group");
    }

    private static String role(String role) {
        return "{\"role\":\"%s\"}".formatted(role);
    }
}
