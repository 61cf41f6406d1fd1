package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Private links by the API's contract.
class PrivateLinkEndpointsIT {
    private static final String CONFIG = "{\"connection_service_name\":\"vpce-svc-0example\"}";

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
    void beginsInCreationAndGivesTheConfigBackAsItCame() {
        String name = name();
        var created =
                api.client()
                        .post(
                                "/v1/private-links",
                                """
                                {"name":"%s","region":"AZURE_WESTEUROPE","service":"SOURCE_AZURE",
                                 "config":{"sub_resource_name":"sqlServer","connection_service_id":"/s/1",
                                  "extra":"kept","private_dns_records":null,"empty":""}}
                                """
                                        .formatted(name))
                        .is(201);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.message()).isEqualTo("Private link has been created");
        String id = created.data().path("id").asString();
        assertThat(JsonMapper.shared().readTree(created.data().toString()))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {"id":"%s","name":"%s","region":"AZURE_WESTEUROPE",
                                         "service":"SOURCE_AZURE","account_id":"quiet_harbor",
                                         "cloud_provider":"AZURE","state":"CREATING","state_summary":"",
                                         "host":"","created_at":"%s","created_by":"maple_orbit",
                                         "resource_upstream_status":null,
                                         "config":{"sub_resource_name":"sqlServer",
                                          "connection_service_id":"/s/1","extra":"kept","empty":""}}
                                        """
                                                .formatted(
                                                        id,
                                                        name,
                                                        created.data()
                                                                .path("created_at")
                                                                .asString())));
        var read = api.client().get("/v1/private-links/" + id + "/").is(200);
        assertThat(read.message()).isEqualTo("Private link details retrieved successfully");
        assertThat(read.data()).isEqualTo(created.data());
    }

    @Test
    void cannotBeChangedUntilTheOperatorSaysWhereItIs() {
        String path = "/v1/private-links/" + create(name());
        String ours = "/headrace" + path;
        String change = "{\"config\":{\"connection_service_name\":\"other\"}}";
        assertThat(api.client().patch(path, change).is(409, "IllegalState").message())
                .contains("is being created");
        assertThat(api.client().patch(ours, "{\"state\":\"OK\"}").is(400, "InvalidInput").message())
                .contains("host");
        var ready =
                api.client()
                        .patch(
                                ours,
                                "{\"state\":\"OK\",\"host\":\"vpce.internal\",\"state_summary\":\"up\"}")
                        .is(200);
        assertThat(ready.data().path("state").asString()).isEqualTo("OK");
        assertThat(ready.data().path("host").asString()).isEqualTo("vpce.internal");
        assertThat(ready.data().path("state_summary").asString()).isEqualTo("up");
        var same = api.client().patch(path, "{\"config\":" + CONFIG + "}").is(200);
        assertThat(same.data()).isEqualTo(ready.data());
        var changed = api.client().patch(path, change).is(200);
        assertThat(changed.message()).isEqualTo("Private link has been updated");
        assertThat(changed.data().path("state").asString()).isEqualTo("UPDATING");
        assertThat(changed.data().path("config").path("connection_service_name").asString())
                .isEqualTo("other");
        assertThat(
                        api.client()
                                .patch(path, "{\"config\":{\"connection_service_name\":null}}")
                                .is(400, "InvalidInput")
                                .message())
                .isEqualTo("Field 'config.connection_service_name' is required");
    }

    @Test
    void isGoneOnceItIsDeleted() {
        String name = name();
        String id = create(name);
        var deleted = api.client().delete("/v1/private-links/" + id).is(200);
        assertThat(deleted.message())
                .isEqualTo("Private link with id '%s' is marked for deletion".formatted(id));
        api.client().get("/v1/private-links/" + id).is(404, "NotFound");
        api.client().delete("/v1/private-links/" + id).is(404, "NotFound");
        create(name);
    }

    @Test
    void refusesWhatIsNoLink() {
        String name = name();
        create(name);
        refuses(409, "Conflict", body(name, "AWS_EU_WEST_1", "SOURCE_AWS", CONFIG));
        refuses(400, "InvalidInput", body("9a", "AWS_EU_WEST_1", "SOURCE_AWS", CONFIG));
        refuses(400, "InvalidInput", body("a".repeat(24), "AWS_EU_WEST_1", "SOURCE_AWS", CONFIG));
        refuses(400, "InvalidInput", body(name(), "AWS_MARS_1", "SOURCE_AWS", CONFIG));
        refuses(400, "InvalidInput", body(name(), "GCP_US_WEST1", "SOURCE_AWS", CONFIG));
        refuses(400, "InvalidInput", body(name(), "AWS_EU_WEST_1", "source_aws", CONFIG));
        refuses(400, "InvalidInput", body(name(), "AWS_EU_WEST_1", "SOURCE_AWS", "{}"));
        refuses(400, "InvalidInput", body(name(), "AWS_EU_WEST_1", "SOURCE_AWS", "null"));
        refuses(400, "InvalidInput", body(name(), "AWS_EU_WEST_1", "SOURCE_AWS", "{\"a\":{}}"));
        refuses(400, "InvalidInput", "{}");
        api.client().get("/v1/private-links/no_such").is(404, "NotFound");
        api.client().patch("/v1/private-links/no_such", "{\"config\":{}}").is(404, "NotFound");
        api.client().patch("/headrace/v1/private-links/no_such", "{}").is(404, "NotFound");
    }

    @Test
    void listsInPages() {
        create(name());
        create(name());
        var first = api.client().get("/v1/private-links/?limit=1").is(200);
        assertThat(first.message()).isEqualTo("Private links retrieved successfully");
        assertThat(first.data().path("items")).hasSize(1);
        String cursor = first.data().path("next_cursor").asString();
        var rest = api.client().get("/v1/private-links?limit=1000&cursor=" + cursor).is(200);
        assertThat(rest.data().has("next_cursor")).isFalse();
        assertThat(rest.data().path("items"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.data().path("items"));
    }

    private static void refuses(int status, String code, String body) {
        api.client().post("/v1/private-links", body).is(status, code);
    }

    private static String create(String name) {
        return api.client()
                .post("/v1/private-links", body(name, "AWS_EU_WEST_1", "SOURCE_AWS", CONFIG))
                .is(201)
                .data()
                .path("id")
                .asString();
    }

    private static String body(String name, String region, String service, String config) {
        return "{\"name\":\"%s\",\"region\":\"%s\",\"service\":\"%s\",\"config\":%s}"
                .formatted(name, region, service, config);
    }

    private static String name() {
        return "l_" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    }
}
