package dev.headrace.api;

import static dev.headrace.api.DestinationCalls.body;
import static dev.headrace.api.DestinationCalls.group;
import static dev.headrace.api.DestinationCalls.untested;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.control.DestinationServices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The kinds of destination and their own rules; groups around them; what is asked beside them.
class DestinationRulesIT {
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
    void takesEveryKindAndHoldsEachToItsRules() {
        assertThat(DestinationServices.all()).hasSize(6);
        for (String service : DestinationServices.all()) {
            created(service, "{\"connection_type\":\"SshTunnel\"}");
        }
        refused("postgres_databricks_warehouse", "{\"connection_type\":\"PrivateLink\"}");
        refused("postgres_rds_warehouse", "{\"auth_method\":\"ENTRA_ID\"}");
        refused("aurora_postgres_warehouse", "{\"auth_method\":\"CLIENT_CERTIFICATE\"}");
        refused("aurora_postgres_warehouse", "{\"aws_region_code\":\"mars-1\"}");
        refused("postgres_warehouse", "{\"auth_method\":\"password\"}");
        created("azure_postgres_warehouse", "{\"auth_method\":\"ENTRA_ID\"}");
        created("postgres_warehouse", "{\"aws_region_code\":\"mars-1\"}");
    }

    @Test
    void makesTheExternalIdThatAwsAsksFor() {
        JsonNode config =
                created(
                        "postgres_rds_warehouse",
                        "{\"auth_method\":\"AWS_IAM\",\"role_arn\":\"hr-s3cr3t-arn\","
                                + "\"aws_region_code\":\"eu-west-1\"}");
        assertThat(config.path("external_id").asString()).isNotEmpty();
        assertThat(config.path("role_arn").asString()).isEqualTo("******");
        JsonNode own =
                created(
                        "postgres_rds_warehouse",
                        "{\"auth_method\":\"AWS_IAM\",\"external_id\":\"mine\"}");
        assertThat(own.path("external_id").asString()).isEqualTo("mine");
    }

    @Test
    void knowsOlderNamesAndIgnoresUnknownOnes() {
        JsonNode config =
                created(
                        "postgres_warehouse",
                        "{\"connection_method\":\"Directly\",\"port\":\"05432\",\"resource_id\":\"r\","
                                + "\"public_key\":\"mine\",\"passphrase\":\"hr-s3cr3t\",\"user\":null}");
        assertThat(config.toString())
                .isEqualTo(
                        "{\"connection_type\":\"Directly\",\"port\":\"5432\",\"resource_id\":\"r\"}");
    }

    @Test
    void keepsBothWordsForTheWayAndGoesByTheNewer() {
        ApiClient client = api.client();
        String path = "/v1/destinations/" + untested(client);
        var named =
                client.patch(
                                path,
                                "{\"networking_method\":\"SshTunnel\",\"run_setup_tests\":false}")
                        .is(200);
        assertThat(named.data().path("networking_method").asString()).isEqualTo("SshTunnel");
        assertThat(named.data().path("config").has("connection_type")).isFalse();
        assertThat(named.data().path("config").has("public_key")).isTrue();
        var typed =
                client.patch(
                                path,
                                "{\"config\":{\"connection_type\":\"Directly\"},\"run_setup_tests\":false}")
                        .is(200);
        assertThat(typed.data().path("networking_method").asString()).isEqualTo("SshTunnel");
        assertThat(typed.data().path("config").path("connection_type").asString())
                .isEqualTo("Directly");
        assertThat(typed.data().path("config").has("public_key")).isFalse();
    }

    @Test
    void listsInPages() {
        ApiClient client = api.client();
        for (int i = 0; i < 3; i++) {
            untested(client);
        }
        var first = client.get("/v1/destinations/?limit=2").is(200);
        assertThat(first.data().path("items")).hasSize(2);
        var rest =
                client.get(
                                "/v1/destinations?limit=1000&cursor="
                                        + first.data().path("next_cursor").asString())
                        .is(200);
        assertThat(rest.data().has("next_cursor")).isFalse();
        assertThat(rest.data().path("items"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.data().path("items"));
        client.get("/v1/destinations?limit=1001").is(400, "InvalidInput");
    }

    @Test
    void renamesShowsAndDeletesGroups() {
        ApiClient client = api.client();
        String group = group(client);
        String path = "/v1/groups/" + group;
        var renamed = client.patch(path, "{\"name\":\"renamed_group\"}").is(200);
        assertThat(renamed.message()).isEqualTo("Group has been updated");
        assertThat(renamed.data().path("name").asString()).isEqualTo("renamed_group");
        assertThat(client.patch(path, "{}").is(200).data()).isEqualTo(renamed.data());
        client.patch(path, "{\"name\":\"1st\"}").is(400, "InvalidInput");
        client.patch(path, "{\"name\":\"%s\"}".formatted("x".repeat(256))).is(400, "InvalidInput");
        client.patch("/v1/groups/" + group(client), "{\"name\":\"renamed_group\"}")
                .is(409, "Conflict");
        for (String connections : new String[] {"/connections", "/connectors/"}) {
            var listed = client.get(path + connections + "?schema=x").is(200);
            assertThat(listed.message()).isEqualTo("Group connections retrieved successfully");
            assertThat(listed.data().toString()).isEqualTo("{\"items\":[]}");
        }
        var account = client.get(path + "/service-account").is(200);
        assertThat(account.message()).isEqualTo("Group service account retrieved successfully");
        assertThat(account.data().path("service_account").asString())
                .isEqualTo("g-%s@headrace.iam.invalid".formatted(group.replace('_', '-')));
        for (String part : new String[] {"", "/connections", "/service-account", "/public-key"}) {
            client.get("/v1/groups/no_such" + part).is(404, "NotFound_Group");
        }
        client.delete(path).is(200);
        client.delete(path).is(404, "NotFound_Group");
        client.patch(path, "{\"name\":\"a\"}").is(404, "NotFound_Group");
    }

    @Test
    void knowsNoConnectorTypesYet() {
        ApiClient client = api.client();
        for (String path : new String[] {"connector-types", "connectors"}) {
            assertThat(client.get("/v1/metadata/" + path).is(200).data().path("items")).isEmpty();
            client.get("/v1/metadata/" + path + "/shopify").is(404, "NotFound");
        }
        assertThat(client.get("/public/connector-types").is(200).message())
                .isEqualTo("Connector metadata retrieved successfully");
    }

    private static JsonNode created(String service, String config) {
        return api.client()
                .post("/v1/destinations", request(service, config))
                .is(201)
                .data()
                .path("config");
    }

    private static void refused(String service, String config) {
        api.client().post("/v1/destinations", request(service, config)).is(400, "InvalidInput");
    }

    private static String request(String service, String config) {
        return body(
                group(api.client()),
                service,
                "\"run_setup_tests\":false,\"config\":%s".formatted(config));
    }
}
