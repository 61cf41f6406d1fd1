package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.api.TestPeople.Person;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// System keys and users' API keys by the API's contract.
class KeyEndpointsIT {
    private static final String LIST = "/v1/system-keys";
    private static final String PERMISSION =
            """
            {"resource_type":"DESTINATION","access_level":"MANAGE",\
            "resource_filter":{"group_ids":["amber_lantern"]}}\
            """;

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
    void aSystemKeyFromItsMakingToItsEnd() {
        var created = api.client().post(LIST, wish("ci", "INFINITE", PERMISSION)).is(201);
        assertThat(created.message()).isEqualTo("System key has been created");
        var data = created.data();
        String id = data.path("id").asString();
        String key = data.path("key").asString();
        String secret = data.path("secret").asString();
        assertThat(data.path("permissions").toString()).isEqualTo("[" + PERMISSION + "]");
        assertThat(data.path("expired_at").isNull()).isTrue();
        String path = LIST + "/" + id;
        var read = api.client().get(path + "/").is(200);
        assertThat(read.message()).isEqualTo("System key details retrieved successfully");
        assertThat(read.data().has("secret")).isFalse();
        assertThat(read.data().path("permissions")).isEqualTo(data.path("permissions"));
        var listed = api.client().get(LIST + "?limit=1000").is(200);
        assertThat(listed.message()).isEqualTo("System keys retrieved successfully");
        listed.data()
                .path("items")
                .forEach(item ->
                        assertThat(item.has("secret") || item.has("permissions")).isFalse());
        var updated = api.client().patch(path, "{\"name\":\"cd\",\"permissions\":[]}").is(200);
        assertThat(updated.message()).isEqualTo("System key has been updated");
        assertThat(updated.data().path("name").asString()).isEqualTo("cd");
        assertThat(updated.data().path("permissions")).isEmpty();
        api.anonymous().as(key, secret).get("/v1/account/info").is(200);
        var rotated =
                api.client().post(path + "/rotate", "{\"expiration_period\":\"ONE_WEEK\"}").is(200);
        assertThat(rotated.message())
                .isEqualTo("System key with id '%s' has been rotated".formatted(id));
        assertThat(rotated.data().path("expired_at").isString()).isTrue();
        api.anonymous().as(key, secret).get("/v1/account/info").is(401);
        ApiClient later =
                api.anonymous()
                        .as(
                                rotated.data().path("key").asString(),
                                rotated.data().path("secret").asString());
        later.get("/v1/account/info").is(200);
        assertThat(api.client().get(path).is(200).data().path("last_used_at").isString()).isTrue();
        assertThat(api.client().delete(path).is(200).message())
                .isEqualTo("System key with id '%s' has been deleted".formatted(id));
        later.get("/v1/account/info").is(401);
        api.client().get(path).is(404, "NotFound_SystemKey");
        api.client().patch(path, "{}").is(404, "NotFound_SystemKey");
        api.client().delete(path).is(404, "NotFound_SystemKey");
        api.client().post(path + "/rotate", null).is(404, "NotFound_SystemKey");
    }

    @Test
    void refusesWhatIsNoSystemKey() {
        refused("{}");
        refused(wish("", "INFINITE", PERMISSION));
        refused(wish("x", "FOREVER", PERMISSION));
        refused(wish("x", "INFINITE", "{}"));
        refused(wish("x", "INFINITE", PERMISSION.replace("DESTINATION", "PLANET")));
        refused(wish("x", "INFINITE", PERMISSION.replace("MANAGE", "OWN")));
        refused(wish("x", "INFINITE", PERMISSION.replace("DESTINATION", "USER")));
        refused(wish("x", "INFINITE", PERMISSION.replace("[\"amber_lantern\"]", "3")));
    }

    @Test
    void onlyUserKeysOfAdministratorsManageSystemKeys() {
        String id = people.systemKey("{\"resource_type\":\"USER\",\"access_level\":\"READ\"}").id();
        String all =
                """
                {"resource_type":"ACCOUNT","access_level":"MANAGE"},
                {"resource_type":"USER","access_level":"MANAGE"},
                {"resource_type":"ROLES","access_level":"MANAGE"}
                """;
        for (Person person :
                new Person[] {people.systemKey(all), people.user("Account Reviewer")}) {
            ApiClient client = person.client();
            client.get(LIST).is(403, "Forbidden");
            client.post(LIST, wish("x", "INFINITE", PERMISSION)).is(403, "Forbidden");
            client.get(LIST + "/" + id).is(403, "Forbidden");
            client.get(LIST + "/no_such").is(403, "Forbidden");
            client.patch(LIST + "/" + id, "{}").is(403, "Forbidden");
            client.post(LIST + "/" + id + "/rotate", null).is(403, "Forbidden");
            client.delete(LIST + "/" + id).is(403, "Forbidden");
        }
    }

    @Test
    void usersMakeTheirOwnKeysAnew() {
        Person person = people.user("Account Reviewer");
        var made = person.client().post("/headrace/v1/api-keys", null).is(201);
        assertThat(made.message()).isEqualTo("API key has been created");
        person.client().get("/v1/account/info").is(401, "Unauthorized");
        String secret = made.data().path("secret").asString();
        ApiClient later = api.anonymous().as(made.data().path("key").asString(), secret);
        var own = later.get("/headrace/v1/api-keys").is(200);
        assertThat(own.data().path("items")).hasSize(1);
        assertThat(own.json().toString()).doesNotContain(secret);
        later.post("/headrace/v1/api-keys", "{\"user_id\":\"maple_orbit\"}").is(403, "Forbidden");
        later.delete("/headrace/v1/api-keys/maple_orbit").is(403, "Forbidden");
        people.user(null)
                .client()
                .delete("/headrace/v1/api-keys/maple_orbit")
                .is(404, "NotFound_User");
        assertThat(api.client().get("/headrace/v1/api-keys?limit=1000").is(200).data())
                .isNotEmpty();
        var deleted = api.client().delete("/headrace/v1/api-keys/" + person.id()).is(200);
        assertThat(deleted.message())
                .isEqualTo("API key of user with id '%s' has been deleted".formatted(person.id()));
        later.get("/v1/account/info").is(401);
        api.client().delete("/headrace/v1/api-keys/" + person.id()).is(404, "NotFound");
        api.client()
                .post("/headrace/v1/api-keys", "{\"user_id\":\"no_such\"}")
                .is(404, "NotFound_User");
        people.systemKey("{\"resource_type\":\"USER\",\"access_level\":\"MANAGE\"}")
                .client()
                .post("/headrace/v1/api-keys", null)
                .is(403, "Forbidden");
    }

    private static void refused(String body) {
        api.client().post(LIST, body).is(400, "InvalidInput");
    }

    private static String wish(String name, String validity, String permissions) {
        return """
        {"name":"%s","expiration_period":"%s","permissions":[%s]}
        """
                .formatted(name, validity, permissions);
    }
}
