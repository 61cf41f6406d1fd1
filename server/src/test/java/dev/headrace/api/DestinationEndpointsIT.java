package dev.headrace.api;

import static dev.headrace.api.DestinationCalls.body;
import static dev.headrace.api.DestinationCalls.json;
import static dev.headrace.api.DestinationCalls.outcome;
import static dev.headrace.api.DestinationCalls.test;
import static dev.headrace.api.DestinationCalls.untestedBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Destinations by the API's contract, tested against a real server.
class DestinationEndpointsIT {
    private static TestApi api;
    private static TestDatabase target;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        target = TestPostgres.database();
    }

    @AfterAll
    static void stop() {
        api.close();
        target.close();
    }

    @Test
    void createsTestsAndShowsWhatWasSent() {
        String group = group();
        var created = api.client().post("/v1/destinations", full(group)).is(201);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.message()).isEqualTo("Destination has been created");
        assertThat(outcome(created))
                .as(created.response().body())
                .isEqualTo(
                        "SSH Tunnel Connection SKIPPED, Host Connection PASSED,"
                                + " Validate Certificate SKIPPED, Database Connection PASSED,"
                                + " Permission Test PASSED");
        JsonNode expected =
                JsonMapper.shared()
                        .readTree(
                                """
                                {"id":"%1$s","group_id":"%1$s","service":"postgres_warehouse",
                                 "region":"GCP_EUROPE_WEST3","time_zone_offset":"+1",
                                 "setup_status":"connected","daylight_saving_time_enabled":false,
                                 "networking_method":"Directly","private_link_id":null,
                                 "proxy_agent_id":null,"hybrid_deployment_agent_id":null,
                                 "local_processing_agent_id":null,
                                 "external_secrets_manager_id":null,
                                 "config":{"host":"127.0.0.1","port":"%2$d","database":"%3$s",
                                  "user":"%4$s","password":"******","connection_type":"Directly"}}
                                """
                                        .formatted(
                                                group,
                                                target.port(),
                                                target.name(),
                                                target.loader()));
        var read = api.client().get("/v1/destinations/" + group + "/").is(200);
        assertThat(read.message()).isEqualTo("Destination details retrieved successfully");
        assertThat(read.data()).isEqualTo(expected);
        created.data().properties().stream()
                .filter(field -> !field.getKey().equals("setup_tests"))
                .forEach(field ->
                        assertThat(field.getValue()).isEqualTo(expected.get(field.getKey())));
        var listed = api.client().get("/v1/destinations?limit=1000").is(200);
        assertThat(listed.message()).isEqualTo("Destinations list retrieved successfully");
        JsonNode item = item(listed.data(), group);
        assertThat(item.has("config")).isFalse();
        assertThat(item.path("setup_status").asString()).isEqualTo("connected");
    }

    @Test
    void keepsWhatAFailedTestWasAboutAndIsMendedByAPatch() {
        String group = group();
        String wrong = full(group).replace(json(target.loaderPassword()), "\"hr-s3cr3t wrong\"");
        var created = api.client().post("/v1/destinations", wrong).is(201);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.data().path("setup_status").asString()).isEqualTo("incomplete");
        assertThat(outcome(created)).contains("Database Connection FAILED");
        assertThat(test(created, "Database Connection").path("message").asString())
                .contains(target.loader());
        String path = "/v1/destinations/" + group;
        var mended =
                api.client()
                        .patch(
                                path,
                                "{\"config\":{\"password\":%s}}"
                                        .formatted(json(target.loaderPassword())))
                        .is(200);
        assertThat(mended.message()).isEqualTo("Destination has been updated");
        assertThat(mended.data().path("setup_status").asString()).isEqualTo("connected");
        var masked = api.client().patch(path, "{\"config\":{\"password\":\"******\"}}").is(200);
        assertThat(masked.data().path("setup_status").asString()).isEqualTo("connected");
        var broken =
                api.client().patch(path, "{\"config\":{\"password\":\"hr-s3cr3t x\"}}").is(200);
        assertThat(broken.data().path("setup_status").asString()).isEqualTo("broken");
        var tested = api.client().post(path + "/test", null).is(200);
        assertThat(tested.message()).isEqualTo("Setup tests have been completed");
        assertThat(tested.data().path("setup_status").asString()).isEqualTo("broken");
        assertThat(outcome(tested)).contains("Database Connection FAILED");
        assertThat(tested.data().path("config").path("password").asString()).isEqualTo("******");
    }

    @Test
    void mergesKeyByKey() {
        String group = group();
        api.client().post("/v1/destinations", untestedBody(group)).is(201);
        String path = "/v1/destinations/" + group;
        var changed =
                api.client()
                        .patch(path, "{\"run_setup_tests\":false,\"config\":{\"host\":\"x\"}}")
                        .is(200);
        assertThat(changed.data().path("setup_tests")).isEmpty();
        assertThat(changed.data().path("config").path("host").asString()).isEqualTo("x");
        assertThat(changed.data().path("config").path("port").asString()).isEqualTo("5432");
        assertThat(changed.data().path("config").path("user").asString()).isEqualTo("loader");
        assertThat(changed.data().path("config").path("password").asString()).isEqualTo("******");
        var zoned =
                api.client()
                        .patch(
                                path,
                                "{\"config\":null,\"time_zone_offset\":\"+2\",\"private_link_id\":\"\","
                                        + "\"networking_method\":\"\",\"run_setup_tests\":false}")
                        .is(200);
        assertThat(zoned.data().path("time_zone_offset").asString()).isEqualTo("+2");
        assertThat(zoned.data().path("config")).isEqualTo(changed.data().path("config"));
        assertThat(zoned.data().path("private_link_id").isNull()).isTrue();
        var cleared =
                api.client()
                        .patch(
                                path,
                                "{\"config\":{\"user\":null,\"password\":null},\"run_setup_tests\":false}")
                        .is(200);
        assertThat(cleared.data().path("config").has("user")).isFalse();
        assertThat(cleared.data().path("config").has("password")).isFalse();
    }

    @Test
    void refusesWhatIsNoDestination() {
        String group = group();
        var client = api.client();
        assertThat(client.post("/v1/destinations", "{}").is(400, "InvalidInput").message())
                .isEqualTo("Field 'group_id' is required");
        assertThat(
                        client.post("/v1/destinations", "{\"group_id\":\"%s\"}".formatted(group))
                                .is(400, "InvalidInput")
                                .message())
                .isEqualTo("Field 'service' is required");
        assertThat(refused(group, "postgre_warehouse", "\"time_zone_offset\":\"0\""))
                .isEqualTo("Unsupported service 'postgre_warehouse'");
        assertThat(refused(group, "snowflake", "\"time_zone_offset\":\"0\""))
                .isEqualTo("Unsupported service 'snowflake'");
        assertThat(refused(group, "postgres_warehouse", "\"time_zone_offset\":\"1\""))
                .startsWith("Field 'time_zone_offset' must be one of");
        assertThat(refused(group, "\"region\":\"\"")).isEqualTo("region cannot be empty");
        assertThat(refused(group, "\"region\":\"MARS\"")).isEqualTo("Unsupported region 'MARS'");
        assertThat(refused(group, "\"config\":{\"connection_type\":\"SSHTunnel\"}"))
                .startsWith("Field 'config.connection_type' must be one of");
        refused(group, "\"config\":{\"port\":0}");
        refused(group, "\"config\":{\"port\":\"x\"}");
        refused(group, "\"config\":{\"host\":7}");
        refused(group, "\"config\":{\"host\":\"a\\u0000\"}");
        refused(group, "\"config\":[]");
        refused(group, "\"networking_method\":\"Sideways\"");
        refused(group, "\"run_setup_tests\":\"yes\"");
        assertThat(client.post("/v1/destinations", full("no_such")).is(404, "NotFound").message())
                .isEqualTo("Destination with id no_such not found");
        client.post(
                        "/v1/destinations",
                        body(group, "postgres_warehouse", "\"private_link_id\":\"x\""))
                .is(404, "NotFound");
        client.post(
                        "/v1/destinations",
                        body(group, "postgres_warehouse", "\"proxy_agent_id\":\"x\""))
                .is(404, "NotFound");
        client.post(
                        "/v1/destinations",
                        body(group, "postgres_warehouse", "\"local_processing_agent_id\":\"x\""))
                .is(404, "NotFound_RemoteExecutionAgent");
        client.get("/v1/destinations/" + group).is(404, "NotFound_Destination");
        client.patch("/v1/destinations/" + group, "{}").is(404, "NotFound_Destination");
        client.post("/v1/destinations/" + group + "/test", "{}").is(404, "NotFound_Destination");
        client.delete("/v1/destinations/" + group).is(404, "NotFound_Destination");
        client.post("/v1/destinations", untestedBody(group)).is(201);
        client.post("/v1/destinations", untestedBody(group)).is(409, "Conflict");
        client.delete("/v1/groups/" + group).is(409, "Conflict");
        assertThat(client.delete("/v1/destinations/" + group).is(200).message())
                .isEqualTo("Destination with id '%s' has been deleted".formatted(group));
        client.get("/v1/groups/" + group).is(200);
        assertThat(client.delete("/v1/groups/" + group).is(200).message())
                .isEqualTo("Group with id '%s' has been deleted".formatted(group));
    }

    private static String refused(String group, String service, String rest) {
        return api.client()
                .post(
                        "/v1/destinations",
                        "{\"group_id\":\"%s\",\"service\":\"%s\",%s}"
                                .formatted(group, service, rest))
                .is(400, "InvalidInput")
                .message();
    }

    private static String refused(String group, String rest) {
        return api.client()
                .post("/v1/destinations", body(group, "postgres_warehouse", rest))
                .is(400, "InvalidInput")
                .message();
    }

    private static String full(String group) {
        return """
        {"group_id":"%s","service":"postgres_warehouse","region":"GCP_EUROPE_WEST3",
         "time_zone_offset":"+1","daylight_saving_time_enabled":false,
         "config":{"host":"127.0.0.1","port":%d,"database":"%s","user":"%s","password":%s,
          "connection_type":"Directly","unknown_key":"hr-s3cr3t in clear"}}
        """
                .formatted(
                        group,
                        target.port(),
                        target.name(),
                        target.loader(),
                        json(target.loaderPassword()));
    }

    private static JsonNode item(JsonNode data, String id) {
        for (JsonNode item : data.path("items")) {
            if (item.path("id").asString().equals(id)) {
                return item;
            }
        }
        throw new AssertionError(data.toString());
    }

    private static String group() {
        return DestinationCalls.group(api.client());
    }
}
