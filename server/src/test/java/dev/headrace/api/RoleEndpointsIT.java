package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.api.TestPeople.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Roles by the API's contract, custom ones included.
class RoleEndpointsIT {
    private static final String CUSTOM = "/headrace/v1/roles";

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
    void listsEveryRoleWithItsOldNames() {
        var reply = api.client().get("/v1/roles?limit=1000").is(200);
        assertThat(reply.message()).isEqualTo("Roles list retrieved successfully");
        List<String> items =
                reply.data().path("items").valueStream().map(JsonNode::toString).toList();
        assertThat(items)
                .contains(
                        """
                        {"name":"Manage Destination","description":"Full control of one \
                        destination","is_custom":false,"scope":["DESTINATION"],\
                        "is_deprecated":false,"replacement_role_name":null}\
                        """,
                        """
                        {"name":"Destination Administrator","description":"Old name of Manage \
                        Destination","is_custom":false,"scope":["DESTINATION"],\
                        "is_deprecated":true,"replacement_role_name":"Manage Destination"}\
                        """);
        assertThat(reply.data().has("next_cursor")).isFalse();
    }

    @Test
    void pagesGoFromStandardRolesToCustomOnes() {
        String name = create("[\"DESTINATION\"]", "[\"VIEW_LOGS\"]");
        List<String> walked = new ArrayList<>();
        String cursor = "";
        while (walked.size() < 1_000) {
            JsonNode data = api.client().get("/v1/roles?limit=7" + cursor).is(200).data();
            data.path("items").forEach(item -> walked.add(item.path("name").asString()));
            if (!data.has("next_cursor")) {
                break;
            }
            cursor = "&cursor=" + data.path("next_cursor").asString();
        }
        assertThat(walked).contains("Account Administrator", "Team Member", name);
        assertThat(walked).doesNotHaveDuplicates();
    }

    @Test
    void customRolesCountWhereverARoleDoes() {
        String name = create("[\"DESTINATION\"]", "[\"VIEW_DESTINATION\",\"VIEW_LOGS\"]");
        String path = CUSTOM + "/" + name.replace(" ", "%20");
        var read = api.client().get(path).is(200);
        assertThat(read.data().toString())
                .isEqualTo(
                        """
                        {"name":"%s","description":"","scope":["DESTINATION"],\
                        "permissions":["VIEW_DESTINATION","VIEW_LOGS"]}\
                        """
                                .formatted(name));
        String group = people.group();
        Person member = people.member(group, name);
        member.client().get("/v1/groups/" + group).is(200);
        api.client().delete(path).is(409, "Conflict");
        api.client().patch(path, "{\"permissions\":[\"VIEW_LOGS\"]}").is(200);
        member.client().get("/v1/groups/" + group).is(404, "NotFound_Group");
        api.client().delete("/v1/users/%s/groups/%s".formatted(member.id(), group)).is(200);
        api.client().delete(path).is(200);
        api.client().get(path).is(404, "NotFound_Role");
        api.client().patch(path, "{}").is(404, "NotFound_Role");
        api.client().delete(path).is(404, "NotFound_Role");
    }

    @Test
    void refusesRolesThatCannotBe() {
        refused("{}", 400);
        refused(role("", "[\"ACCOUNT\"]", "[]"), 400);
        refused(role("x", "[]", "[]"), 400);
        refused(role("x", "[\"PLANET\"]", "[]"), 400);
        refused(role("x", "[\"ACCOUNT\"]", "[\"FLY\"]"), 400);
        refused(role("x", "[\"DESTINATION\"]", "[\"MANAGE_USERS\"]"), 400);
        refused(role("x", "[\"CONNECTOR\"]", "[\"EDIT_DESTINATION\"]"), 400);
        refused(role("x", "[\"ACCOUNT\"]", "[\"MANAGE_KEYS\"]"), 400);
        refused(role("Owner", "[\"ACCOUNT\"]", "[]"), 409);
        String name = create("[\"ACCOUNT\"]", "[\"MANAGE_ROLES\",\"VIEW_ROLES\"]");
        refused(role(name, "[\"ACCOUNT\"]", "[]"), 409);
        Person clerk = people.user(name);
        clerk.client()
                .post(CUSTOM, role(TestPeople.name(), "[\"ACCOUNT\"]", "[\"MANAGE_USERS\"]"))
                .is(403, "Forbidden");
        clerk.client()
                .post(CUSTOM, role(TestPeople.name(), "[\"ACCOUNT\"]", "[\"VIEW_ROLES\"]"))
                .is(201);
        assertThat(clerk.client().get(CUSTOM + "?limit=1").is(200).data().path("items")).hasSize(1);
    }

    @Test
    void noRoleIsGivenWhileItIsRemoved() throws Exception {
        String name = create("[\"ACCOUNT\"]", "[\"VIEW_USERS\"]");
        String path = "/v1/users/" + people.user(null).id();
        FutureTask<ApiClient.Reply> given =
                new FutureTask<>(
                        () -> api.client().patch(path, "{\"role\":\"%s\"}".formatted(name)));
        api.catalog()
                .run(transaction -> {
                    transaction.customRoles().remove(name);
                    Thread.ofVirtual().start(given);
                    awaitLock(given);
                });
        given.get().is(400, "InvalidInput");
        assertThat(api.client().get(path).is(200).data().path("role").asString(""))
                .isNotEqualTo(name);
    }

    /// Until somebody waits for somebody else.
    private static void awaitLock(FutureTask<?> waiting) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (api.database()
                        .count(
                                """
                                SELECT count(*) FROM pg_stat_activity
                                WHERE datname = current_database() AND wait_event_type = 'Lock'
                                """)
                == 0) {
            assertThat(waiting.isDone()).as("did not wait").isFalse();
            assertThat(System.nanoTime()).as("nobody waits").isLessThan(end);
        }
    }

    private static String create(String scopes, String permissions) {
        String name = "Reader " + TestPeople.name();
        api.client().post(CUSTOM, role(name, scopes, permissions)).is(201);
        return name;
    }

    private static void refused(String body, int status) {
        api.client().post(CUSTOM, body).is(status);
    }

    private static String role(String name, String scopes, String permissions) {
        return """
        {"name":"%s","scope":%s,"permissions":%s}
        """
                .formatted(name, scopes, permissions);
    }
}
