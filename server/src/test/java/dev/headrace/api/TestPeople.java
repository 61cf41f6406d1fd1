package dev.headrace.api;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Makes users, teams, groups and keys for tests, through the API itself.
final class TestPeople {
    private final TestApi api;

    TestPeople(TestApi api) {
        this.api = api;
    }

    /// Somebody who calls.
    record Person(String id, String email, String secret, ApiClient client) {

        /// A group that this one makes.
        String group() {
            return client.post("/v1/groups", "{\"name\":\"%s\"}".formatted(name()))
                    .is(201)
                    .data()
                    .path("id")
                    .asString();
        }
    }

    /// @param role in the account, null for none
    Person user(@Nullable String role) {
        String email = name() + "@example.com";
        String id =
                api.client()
                        .post(
                                "/v1/users",
                                """
                                {"email":"%s","given_name":"Grace","family_name":"Hopper","role":"%s"}
                                """
                                        .formatted(email, role == null ? "" : role))
                        .is(201)
                        .data()
                        .path("id")
                        .asString();
        JsonNode key =
                api.client()
                        .post("/headrace/v1/api-keys", "{\"user_id\":\"%s\"}".formatted(id))
                        .is(201)
                        .data();
        String secret = key.path("secret").asString();
        return new Person(
                id, email, secret, api.anonymous().as(key.path("key").asString(), secret));
    }

    /// A user with one role in one group.
    Person member(String group, String role) {
        Person person = user(null);
        api.client()
                .post(
                        "/v1/users/%s/groups".formatted(person.id()),
                        "{\"id\":\"%s\",\"role\":\"%s\"}".formatted(group, role))
                .is(201);
        return person;
    }

    /// @param permissions JSON objects, apart by commas
    Person systemKey(String permissions) {
        JsonNode key =
                api.client()
                        .post(
                                "/v1/system-keys",
                                """
                                {"name":"ci","expiration_period":"ONE_MONTH","permissions":[%s]}
                                """
                                        .formatted(permissions))
                        .is(201)
                        .data();
        String secret = key.path("secret").asString();
        return new Person(
                key.path("id").asString(),
                "",
                secret,
                api.anonymous().as(key.path("key").asString(), secret));
    }

    /// A team's id.
    ///
    /// @param role in the account, empty for none
    String team(String role) {
        return api.client()
                .post("/v1/teams", "{\"name\":\"%s\",\"role\":\"%s\"}".formatted(name(), role))
                .is(201)
                .data()
                .path("id")
                .asString();
    }

    /// A group's id.
    String group() {
        return api.client()
                .post("/v1/groups", "{\"name\":\"%s\"}".formatted(name()))
                .is(201)
                .data()
                .path("id")
                .asString();
    }

    /// A connection's id, in that group.
    String connection(String group) {
        String id = name();
        api.database()
                .execute(
                        "INSERT INTO headrace.connection (id, group_id) VALUES ('%s', '%s')"
                                .formatted(id, group));
        return id;
    }

    static String name() {
        return "n_" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
    }
}
