package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.api.TestPeople.Person;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Users and their rules by the API's contract.
class UserEndpointsIT {
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
    void invitesAUser() {
        String email = TestPeople.name() + "@example.com";
        var created =
                api.client()
                        .post(
                                "/v1/users",
                                """
                                {"email":"%s","given_name":"Ada","family_name":"Byron",
                                 "role":"Account Reviewer"}
                                """
                                        .formatted(email))
                        .is(201);
        assertThat(created.message()).isEqualTo("User has been created");
        JsonNode data = created.data();
        String id = data.path("id").asString();
        assertThat(data.toString())
                .isEqualTo(
                        """
                        {"id":"%s","email":"%s","given_name":"Ada","family_name":"Byron",\
                        "verified":false,"invited":true,"active":true,"picture":null,\
                        "phone":null,"role":"Account Reviewer","logged_in_at":null,\
                        "created_at":"%s","user_type":"REGULAR_USER","has_api_key":false}\
                        """
                                .formatted(id, email, data.path("created_at").asString()));
        var read = api.client().get("/v1/users/" + id + "/").is(200);
        assertThat(read.message()).isEqualTo("User details retrieved successfully");
        assertThat(read.data()).isEqualTo(data);
    }

    @Test
    void refusesWhatIsNoUser() {
        wish("{}", "Field 'email' is required");
        wish("{\"email\":\"a@b\"}", "Field 'given_name' is required");
        wish(user("a@b", "", "x", ""), "Field 'given_name' is required");
        wish(user("a b@c", "x", "x", ""), "Field 'email' must be an email address");
        wish(user("a@b\\u0007", "x", "x", ""), "Field 'email' must be an email address");
        wish(
                user(TestPeople.name() + "@b", "x", "x", "Manage Destination"),
                "Role 'Manage Destination' is not a role of the account.");
        wish(
                user(TestPeople.name() + "@b", "x", "x", "No Such"),
                "Role 'No Such' is not a role of the account.");
        api.client().post("/v1/users", user("ADA@example.com", "x", "x", "")).is(409, "Conflict");
        String message = api.client().get("/v1/users/no_such").is(404, "NotFound_User").message();
        assertThat(message).isEqualTo("User with id 'no_such' does not exist.");
        api.client().patch("/v1/users/no_such", "{}").is(404, "NotFound_User");
        api.client().delete("/v1/users/no_such").is(404, "NotFound_User");
        api.client().delete("/v1/users/no_such/role").is(404, "NotFound_User");
        api.client().post("/headrace/v1/users/no_such/suspend", null).is(404, "NotFound_User");
    }

    @Test
    void changesWhatIsToldAndNothingElse() {
        String id = people.user("Account Analyst").id();
        String path = "/v1/users/" + id;
        JsonNode before = api.client().get(path).is(200).data();
        var same = api.client().patch(path, "{}").is(200);
        assertThat(same.message()).isEqualTo("User has been updated");
        assertThat(same.data()).isEqualTo(before);
        assertThat(api.client().patch(path, null).is(200).data()).isEqualTo(before);
        JsonNode changed =
                api.client()
                        .patch(
                                path,
                                """
                                {"phone":"1","picture":"p","given_name":"G","email":"x@y"}
                                """)
                        .is(200)
                        .data();
        assertThat(changed.path("phone").asString()).isEqualTo("1");
        assertThat(changed.path("given_name").asString()).isEqualTo("G");
        assertThat(changed.path("family_name")).isEqualTo(before.path("family_name"));
        assertThat(changed.path("email")).isEqualTo(before.path("email"));
        assertThat(changed.path("role").asString()).isEqualTo("Account Analyst");
        JsonNode cleared =
                api.client()
                        .patch(path, "{\"phone\":null,\"picture\":null,\"role\":\"\"}")
                        .is(200)
                        .data();
        assertThat(cleared.path("phone").isNull()).isTrue();
        assertThat(cleared.path("picture").isNull()).isTrue();
        assertThat(cleared.path("role").isNull()).isTrue();
        api.client().patch(path, "{\"given_name\":\" \"}").is(400, "InvalidInput");
        api.client().patch(path, "{\"given_name\":3}").is(400, "InvalidInput");
    }

    @Test
    void echoesOldRoleNamesAndTakesRolesAway() {
        String id = people.user("Billing").id();
        assertThat(role(id)).isEqualTo("\"Billing\"");
        var removed = api.client().delete("/v1/users/%s/role".formatted(id)).is(200);
        assertThat(removed.message()).isEqualTo("User role in account has been removed");
        assertThat(role(id)).isEqualTo("null");
        api.client().delete("/v1/users/%s/role".formatted(id)).is(200);
    }

    @Test
    void deletesAUserWithAllThatHangsOnIt() {
        Person person = people.member(people.group(), "Manage Destination");
        var deleted = api.client().delete("/v1/users/" + person.id()).is(200);
        assertThat(deleted.message())
                .isEqualTo("User with id '%s' has been deleted".formatted(person.id()));
        api.client().get("/v1/users/" + person.id()).is(404, "NotFound_User");
        person.client().get("/v1/account/info").is(401);
    }

    @Test
    void keepsAnAdministrator() {
        api.client().delete("/v1/users/maple_orbit").is(409, "Conflict");
        api.client().patch("/v1/users/maple_orbit", "{\"role\":\"Account Analyst\"}").is(403);
        Person second = people.user("Owner");
        second.client().patch("/v1/users/" + second.id(), "{\"role\":\"\"}").is(403, "Forbidden");
        second.client().delete("/v1/users/%s/role".formatted(second.id())).is(403);
        second.client()
                .post("/headrace/v1/users/%s/suspend".formatted(second.id()), null)
                .is(403, "Forbidden");
        assertThat(
                        second.client()
                                .patch(
                                        "/v1/users/" + second.id(),
                                        "{\"role\":\"Owner\",\"phone\":\"2\"}")
                                .is(200)
                                .data()
                                .path("phone")
                                .asString())
                .isEqualTo("2");
        second.client().post("/headrace/v1/users/maple_orbit/suspend", null).is(200);
        api.client().get("/v1/users").is(401);
        second.client().post("/headrace/v1/users/maple_orbit/resume", null).is(200);
        api.client().delete("/v1/users/" + second.id()).is(200);
    }

    @Test
    void suspendsAndResumes() {
        Person person = people.user("Account Reviewer");
        String path = "/headrace/v1/users/" + person.id();
        var suspended = api.client().post(path + "/suspend", null).is(200).data();
        assertThat(suspended.path("active").booleanValue()).isFalse();
        person.client().get("/v1/account/info").is(401, "Unauthorized");
        api.client().post(path + "/resume", null).is(200);
        person.client().get("/v1/account/info").is(200);
    }

    @Test
    void filtersAndPagesLists() {
        Person suspended = people.user(null);
        api.client().post("/headrace/v1/users/%s/suspend".formatted(suspended.id()), null).is(200);
        String robot =
                api.client()
                        .post(
                                "/v1/users",
                                """
                                {"email":"%s@b","given_name":"R","family_name":"B",
                                 "user_type":"SERVICE_ACCOUNT"}
                                """
                                        .formatted(TestPeople.name()))
                        .is(201)
                        .data()
                        .path("id")
                        .asString();
        assertThat(ids("?active=false")).contains(suspended.id()).doesNotContain(robot);
        assertThat(ids("?active=true")).contains(robot).doesNotContain(suspended.id());
        assertThat(ids("?user_type=SERVICE_ACCOUNT")).contains(robot).doesNotContain("maple_orbit");
        assertThat(ids("?has_api_key=false")).contains(robot).doesNotContain("maple_orbit");
        assertThat(ids("?has_api_key=true")).contains("maple_orbit").doesNotContain(robot);
        api.client().get("/v1/users?active=yes").is(400, "InvalidInput");
        api.client().get("/v1/users?user_type=x").is(400, "InvalidInput");
        var first = api.client().get("/v1/users/?limit=1").is(200);
        assertThat(first.message()).isEqualTo("Users list retrieved successfully");
        assertThat(first.data().path("items")).hasSize(1);
        String cursor = first.data().path("next_cursor").asString();
        var rest = api.client().get("/v1/users?limit=1000&cursor=" + cursor).is(200).data();
        assertThat(rest.has("next_cursor")).isFalse();
        assertThat(rest.path("items")).isNotEmpty();
    }

    @Test
    void showsThemselvesToThoseWhoMayNotSeeUsers() {
        Person analyst = people.user("Account Analyst");
        var list = analyst.client().get("/v1/users").is(200);
        assertThat(list.data().path("items")).hasSize(1);
        analyst.client().get("/v1/users/" + analyst.id()).is(200);
        analyst.client().get("/v1/users/maple_orbit").is(404, "NotFound_User");
        analyst.client().post("/v1/users", user("q@b", "x", "x", "")).is(403, "Forbidden");
        analyst.client().patch("/v1/users/" + analyst.id(), "{}").is(403, "Forbidden");
    }

    @Test
    void nobodyGivesMoreThanTheyHave() {
        Person key = people.systemKey("{\"resource_type\":\"USER\",\"access_level\":\"MANAGE\"}");
        key.client()
                .post("/v1/users", user(TestPeople.name() + "@b", "x", "x", "Owner"))
                .is(403, "Forbidden");
        String id =
                key.client()
                        .post("/v1/users", user(TestPeople.name() + "@b", "x", "x", ""))
                        .is(201)
                        .data()
                        .path("id")
                        .asString();
        key.client().patch("/v1/users/" + id, "{\"role\":\"Account Administrator\"}").is(403);
        key.client().delete("/v1/users/maple_orbit").is(403, "Forbidden");
        key.client().delete("/v1/users/" + id).is(200);
    }

    private static List<String> ids(String query) {
        return api.client()
                .get("/v1/users" + query)
                .is(200)
                .data()
                .path("items")
                .valueStream()
                .map(item -> item.path("id").asString())
                .toList();
    }

    private static String role(String id) {
        return api.client().get("/v1/users/" + id).is(200).data().path("role").toString();
    }

    private static void wish(String body, String message) {
        assertThat(api.client().post("/v1/users", body).is(400, "InvalidInput").message())
                .isEqualTo(message);
    }

    private static String user(String email, String given, String family, String role) {
        return """
        {"email":"%s","given_name":"%s","family_name":"%s","role":"%s"}
        """
                .formatted(email, given, family, role);
    }
}
