package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.catalog.TestCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The account, the caller's own rights and the audit by the API's contract.
class AccountEndpointsIT {
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
    void tellsUserKeysAndSystemKeysApart() {
        var user = api.client().get("/v1/account/info").is(200);
        assertThat(user.message()).isEqualTo("Account information retrieved successfully");
        assertThat(user.data().toString())
                .isEqualTo(
                        "{\"account_id\":\"quiet_harbor\",\"account_name\":\"Northwind BV\","
                                + "\"user_id\":\"maple_orbit\"}");
        var key = people.systemKey("{\"resource_type\":\"USER\",\"access_level\":\"READ\"}");
        var data = key.client().get("/v1/account/info/").is(200).data();
        assertThat(data.has("user_id")).isFalse();
        assertThat(data.path("system_key_id").asString()).isEqualTo(key.id());
    }

    @Test
    void knowsNobodyWithoutAKey() {
        var reply = api.anonymous().get("/v1/account/info").is(401, "Unauthorized");
        assertThat(reply.response().headers().firstValue("WWW-Authenticate")).isPresent();
        String message =
                api.anonymous().as("ada", "hr-s3cr3t x").get("/v1/users").is(401).message();
        assertThat(api.anonymous().as("nobody", "hr-s3cr3t").get("/v1/users").is(401).message())
                .isEqualTo(message);
    }

    @Test
    void saysWhatTheCallerMayDo() {
        var creator = people.user("Destination Creator");
        String group = creator.group();
        var me = creator.client().get("/headrace/v1/me?group_id=" + group).is(200).data();
        assertThat(me.path("user_id").asString()).isEqualTo(creator.id());
        assertThat(me.path("permissions").toString()).isEqualTo("[\"CREATE_DESTINATIONS\"]");
        assertThat(me.path("plan").isNull()).isTrue();
        assertThat(me.path("features").toString()).contains("HYBRID");
        assertThat(me.path("group").path("permissions").toString())
                .contains("DELETE_DESTINATION")
                .contains("MANAGE_MEMBERS");
        var other = people.user("Destination Creator");
        other.client().get("/headrace/v1/me?group_id=" + group).is(404, "NotFound_Group");
        assertThat(other.client().get("/headrace/v1/me").is(200).data().has("group")).isFalse();
    }

    @Test
    void auditsEveryChangeWithWhoAndWhat() {
        String id = people.user("Account Analyst").id();
        api.client().patch("/v1/users/" + id, "{\"phone\":\"+31 20\"}").is(200);
        api.client().patch("/v1/users/" + id, "{}").is(200);
        var lines =
                api.client()
                        .get("/headrace/v1/audit?subject_kind=user&subject_id=" + id)
                        .is(200)
                        .data()
                        .path("items");
        assertThat(lines.valueStream().map(line -> line.path("action").asString()))
                .containsExactly("user.update", "api_key.create", "user.create");
        var line = lines.get(0);
        assertThat(line.path("actor").path("id").asString()).isEqualTo("maple_orbit");
        assertThat(line.path("address").asString()).isEqualTo("127.0.0.1");
        assertThat(line.path("before").path("phone").isNull()).isTrue();
        assertThat(line.path("after").path("phone").asString()).isEqualTo("+31 20");
        var page = api.client().get("/headrace/v1/audit?limit=1").is(200).data();
        String next = page.path("next_cursor").asString();
        assertThat(api.client().get("/headrace/v1/audit?limit=1&cursor=" + next).is(200).data())
                .isNotEqualTo(page);
        assertThat(
                        api.client()
                                .get("/headrace/v1/audit?until=2001-01-01T00:00:00Z")
                                .is(200)
                                .data()
                                .path("items"))
                .isEmpty();
        for (String wrong :
                new String[] {"x", "+999999999-01-01T00:00:00Z", "0000-01-01T00:00:00Z"}) {
            api.client()
                    .get("/headrace/v1/audit?since=" + wrong.replace("+", "%2B"))
                    .is(400, "InvalidInput");
        }
    }

    @Test
    void keepsSecretsOutOfAuditAndDatabase() {
        var key = people.systemKey("{\"resource_type\":\"USER\",\"access_level\":\"READ\"}");
        String audit = api.client().get("/headrace/v1/audit?limit=1000").is(200).json().toString();
        assertThat(audit).contains(key.id()).doesNotContain(key.secret());
        assertThat(TestCatalog.dump(api.database()))
                .contains(key.id())
                .doesNotContain(key.secret());
    }
}
