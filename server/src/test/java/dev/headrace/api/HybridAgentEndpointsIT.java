package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Hybrid deployment agents by the API's contract.
class HybridAgentEndpointsIT {
    private static final String PATH = "/v1/hybrid-deployment-agents";

    private static TestApi api;

    @BeforeAll
    static void start() {
        api = TestApi.start();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void givesTheTokenOnce() {
        String group = group();
        var created = api.client().post(PATH, body(group, "\"auth_type\":\"AUTO\"")).is(201);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.message()).isEqualTo("Hybrid deployment agent has been created");
        String id = created.data().path("id").asString();
        String at = created.data().path("registered_at").asString();
        assertThat(text(created.data().path("token"))).matches(id + ":[0-9a-f]{64}");
        assertThat(created.data().has("files")).isFalse();
        var read = api.client().get(PATH + "/" + id + "/").is(200);
        assertThat(read.message())
                .isEqualTo("Hybrid deployment agent details retrieved successfully");
        assertThat(read.data())
                .isEqualTo(
                        json(
                                """
                                {"id":"%s","display_name":"onprem-1","group_id":"%s","version":"",
                                 "enabled":true,"online":false,"deployment_type":"DOCKER",
                                 "registered_at":"%s","updated_at":"%s","last_used_at":null,
                                 "created_by":"maple_orbit","usage":[]}
                                """
                                        .formatted(id, group, at, at)));
        assertThat(api.client().get("/v1/local-processing-agents/" + id).is(200).data())
                .isEqualTo(read.data());
    }

    @Test
    void givesFilesWhereItIsStartedByHand() {
        var created =
                api.client().post(PATH, body(group(), "\"auth_type\":\"MANUAL\"")).is(201).data();
        String id = created.path("id").asString();
        assertThat(created.has("token")).isFalse();
        JsonNode files = created.path("files");
        JsonNode config = json(text(files.path("config_json")));
        assertThat(text(config.path("token"))).matches(id + ":[0-9a-f]{64}");
        assertThat(config.path("server").asString()).isEqualTo(TestRecords.SERVER);
        assertThat(config.path("container_env_type").asString()).isEqualTo("DOCKER");
        JsonNode auth = json(text(files.path("auth_json")));
        assertThat(auth.path("agent_id").asString()).isEqualTo(id);
        assertThat(auth.path("token")).isEqualTo(config.path("token"));
        assertThat(text(files.path("docker_compose_yaml")))
                .startsWith("services:\n  agent:\n")
                .contains("headrace-agent-" + id)
                .contains("\"/conf/config.json\"");
    }

    @Test
    void givesAnotherTokenByPatchAndByPost() {
        var created = api.client().post(PATH, body(group(), "\"auth_type\":\"AUTO\"")).data();
        String path = PATH + "/" + created.path("id").asString();
        var patched = api.client().patch(path + "/re-auth", "{\"auth_type\":\"AUTO\"}").is(200);
        assertThat(patched.message())
                .isEqualTo("Hybrid deployment agent re-authentication successful");
        assertThat(patched.data().path("token")).isNotEqualTo(created.path("token"));
        assertThat(patched.data().path("registered_at")).isEqualTo(created.path("registered_at"));
        var posted = api.client().post(path + "/re-auth/", "{\"auth_type\":\"MANUAL\"}").is(200);
        assertThat(posted.data().has("token")).isFalse();
        assertThat(posted.data().path("files").path("auth_json").asString()).isNotEmpty();
        assertThat(api.client().post(path + "/re-auth", null).is(200).data().has("files")).isTrue();
        api.client().post(path + "/re-auth", "{\"auth_type\":\"NONE\"}").is(400, "InvalidInput");
    }

    @Test
    void resetsCredentialsWithoutABody() {
        String id =
                api.client()
                        .post(PATH, body(group(), "\"auth_type\":null"))
                        .is(201)
                        .data()
                        .path("id")
                        .asString();
        var reset = api.client().post(PATH + "/" + id + "/reset-credentials", null).is(200);
        assertThat(reset.message())
                .isEqualTo("Successfully reset credentials the agent with id = " + id);
        var deleted = api.client().delete(PATH + "/" + id).is(200);
        assertThat(deleted.message())
                .isEqualTo("Hybrid deployment agent with id = %s has been deleted.".formatted(id));
        api.client().get(PATH + "/" + id).is(404, "NotFound_RemoteExecutionAgent");
    }

    @Test
    void refusesWhatIsNoAgent() {
        String group = group();
        refuses(400, "InvalidInput", "{}");
        refuses(
                400,
                "InvalidInput",
                "{\"group_id\":\"%s\",\"env_type\":\"DOCKER\",\"accept_terms\":true}"
                        .formatted(group));
        refuses(400, "InvalidInput", body(group, "\"accept_terms\":false"));
        refuses(400, "InvalidInput", body(group, "\"env_type\":\"docker\""));
        refuses(400, "InvalidInput", body(group, "\"display_name\":\"\""));
        refuses(404, "NotFound_Group", body("no_such", "\"auth_type\":\"AUTO\""));
        String code = "NotFound_RemoteExecutionAgent";
        api.client().get(PATH + "/no_such").is(404, code);
        api.client().delete(PATH + "/no_such").is(404, code);
        api.client().patch(PATH + "/no_such/re-auth", "{}").is(404, code);
        api.client().post(PATH + "/no_such/re-auth", "{}").is(404, code);
        api.client().post(PATH + "/no_such/reset-credentials", null).is(404, code);
    }

    @Test
    void listsInPagesAndByGroup() {
        String group = group();
        api.client().post(PATH, body(group, "\"auth_type\":\"AUTO\"")).is(201);
        api.client().post(PATH, body(group, "\"auth_type\":\"AUTO\"")).is(201);
        api.client().post(PATH, body(group(), "\"auth_type\":\"AUTO\"")).is(201);
        var own = api.client().get(PATH + "?groupId=" + group).is(200);
        assertThat(own.message()).isEqualTo("Hybrid deployment agents retrieved successfully");
        assertThat(own.data().path("items")).hasSize(2);
        assertThat(own.data().path("items").get(0).has("token")).isFalse();
        var first = api.client().get(PATH + "?limit=1&groupId=" + group).is(200);
        String cursor = first.data().path("next_cursor").asString();
        var rest = api.client().get(PATH + "/?groupId=" + group + "&cursor=" + cursor).is(200);
        assertThat(rest.data().has("next_cursor")).isFalse();
        assertThat(rest.data().path("items"))
                .hasSize(1)
                .doesNotContainAnyElementsOf(first.data().path("items"));
        assertThat(api.client().get(PATH + "?groupId=no_such").data().path("items")).isEmpty();
    }

    private static void refuses(int status, String code, String body) {
        api.client().post(PATH, body).is(status, code);
    }

    /// A later key of the same name wins.
    private static String body(String group, String more) {
        return json("{\"group_id\":\"%s\",\"display_name\":\"onprem-1\",\"env_type\":\"DOCKER\",\"accept_terms\":true,%s}"
                        .formatted(group, more))
                .toString();
    }

    private static String group() {
        return api.client()
                .post(
                        "/v1/groups",
                        "{\"name\":\"g_%s\"}"
                                .formatted(UUID.randomUUID().toString().replace("-", "")))
                .is(201)
                .data()
                .path("id")
                .asString();
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asString()), StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
