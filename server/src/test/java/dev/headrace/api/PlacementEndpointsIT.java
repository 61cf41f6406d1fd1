package dev.headrace.api;

import static dev.headrace.api.DestinationCalls.body;
import static dev.headrace.api.DestinationCalls.group;
import static dev.headrace.api.DestinationCalls.outcome;
import static dev.headrace.api.DestinationCalls.status;
import static dev.headrace.api.DestinationCalls.test;
import static dev.headrace.api.DestinationCalls.untested;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Where a destination's work is done: regions, failover, agents, private links.
class PlacementEndpointsIT {
    private static final String CONFIG =
            "\"config\":{\"host\":\"db.example\",\"port\":\"5432\",\"user\":\"u\","
                    + "\"database\":\"d\",\"password\":\"hr-s3cr3t\"}";

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
    void listsEveryRegionAndSaysWhichAreSetUpHere() {
        JsonNode items = api.client().get("/headrace/v1/regions").is(200).data().path("items");
        assertThat(items).hasSize(34);
        JsonNode declared = find(items, TestDestinations.DECLARED);
        assertThat(declared.path("declared").booleanValue()).isTrue();
        assertThat(declared.path("pool").asString()).isEqualTo(TestDestinations.DECLARED);
        assertThat(declared.path("egress_addresses").get(0).asString()).isEqualTo("192.0.2.0/29");
        assertThat(declared.path("note").asString()).isEmpty();
        JsonNode other = find(items, "AZURE_UKSOUTH");
        assertThat(other.path("cloud").asString()).isEqualTo("AZURE");
        assertThat(other.path("pool").asString()).isEqualTo("default");
        assertThat(other.path("note").asString()).contains("default pool");
    }

    @Test
    void keepsANamedZoneAndAFailover() {
        ApiClient client = api.client();
        String ours = "/headrace/v1/destinations/" + untested(client);
        var first = client.get(ours).is(200);
        assertThat(first.data().path("time_zone").isNull()).isTrue();
        assertThat(first.data().path("failover").path("enabled").booleanValue()).isFalse();
        assertThat(first.data().path("region").path("id").asString()).isEqualTo("GCP_US_EAST4");
        String change =
                "{\"time_zone\":\"Europe/Amsterdam\",\"failover\":{\"enabled\":true,\"region\":\"%s\"}}"
                        .formatted(TestDestinations.DECLARED);
        var changed = client.patch(ours, change).is(200);
        assertThat(changed.data().path("time_zone").asString()).isEqualTo("Europe/Amsterdam");
        JsonNode failover = changed.data().path("failover");
        assertThat(failover.path("enabled").booleanValue()).isTrue();
        assertThat(failover.path("region").path("egress_addresses")).hasSize(1);
        long version = changed.data().path("version").longValue();
        assertThat(version).isGreaterThan(first.data().path("version").longValue());
        client.patch(ours, "{\"time_zone\":null,\"version\":%d}".formatted(version - 1))
                .is(409, "Conflict");
        var cleared =
                client.patch(
                                ours,
                                "{\"time_zone\":null,\"failover\":{\"enabled\":false},\"version\":%d}"
                                        .formatted(version))
                        .is(200);
        assertThat(cleared.data().path("time_zone").isNull()).isTrue();
        assertThat(cleared.data().path("failover").path("region").isNull()).isTrue();
        client.patch(ours, "{\"time_zone\":\"Mars/Olympus\"}").is(400, "InvalidInput");
        client.patch(ours, "{\"failover\":{\"enabled\":true}}").is(400, "InvalidInput");
        client.patch(ours, "{\"failover\":{\"enabled\":true,\"region\":\"X\"}}")
                .is(400, "InvalidInput");
        client.patch(ours, "{\"failover\":{\"enabled\":true,\"region\":\"GCP_US_EAST4\"}}")
                .is(400, "InvalidInput");
        client.get("/headrace/v1/destinations/no_such").is(404, "NotFound_Destination");
    }

    @Test
    void runsNothingElsewhereWhileItsAgentIsMissing() {
        ApiClient client = api.client();
        String group = group(client);
        String agent = agent(client, group);
        var created =
                client.post(
                                "/v1/destinations",
                                body(
                                        group,
                                        "postgres_warehouse",
                                        "\"hybrid_deployment_agent_id\":\"%s\",%s"
                                                .formatted(agent, CONFIG)))
                        .is(201);
        assertThat(status(created)).isEqualTo("incomplete");
        assertThat(created.data().path("region").isNull()).isTrue();
        assertThat(created.data().path("hybrid_deployment_agent_id").asString()).isEqualTo(agent);
        assertThat(created.data().path("local_processing_agent_id").asString()).isEqualTo(agent);
        assertThat(test(created, "Host Connection").path("message").asString())
                .contains("onprem-1", agent, "has not connected yet");
        assertThat(api.database().count("SELECT count(*) FROM headrace.work")).isZero();
        JsonNode shown =
                client.get("/headrace/v1/destinations/" + group)
                        .is(200)
                        .data()
                        .path("hybrid_deployment_agent");
        assertThat(shown.path("connected").booleanValue()).isFalse();
        assertThat(shown.path("note").asString()).contains("onprem-1");
        client.patch(
                        "/headrace/v1/destinations/" + group,
                        "{\"failover\":{\"enabled\":true,\"region\":\"AWS_EU_WEST_1\"}}")
                .is(400, "InvalidInput");
        client.post(
                        "/v1/destinations",
                        body(
                                group(client),
                                "postgres_warehouse",
                                "\"hybrid_deployment_agent_id\":\"%s\"".formatted(agent)))
                .is(404, "NotFound_RemoteExecutionAgent");
        var freed =
                client.patch(
                                "/v1/destinations/" + group,
                                "{\"local_processing_agent_id\":\"\",\"run_setup_tests\":false}")
                        .is(200);
        assertThat(freed.data().path("hybrid_deployment_agent_id").isNull()).isTrue();
        assertThat(freed.data().path("region").asString()).isEqualTo("GCP_US_EAST4");
    }

    @Test
    void saysWhatIsMissingInsteadOfTrying() {
        ApiClient client = api.client();
        var created =
                client.post(
                                "/v1/destinations",
                                body(
                                        group(client),
                                        "postgres_warehouse",
                                        "\"config\":{\"host\":\"db.example\",\"user\":\"u\"}"))
                        .is(201);
        assertThat(status(created)).isEqualTo("incomplete");
        assertThat(test(created, "Host Connection").path("message").asString())
                .contains("port, database, password");
        var tunnel =
                client.post(
                                "/v1/destinations",
                                body(
                                        group(client),
                                        "postgres_warehouse",
                                        CONFIG.replace("{", "{\"tunnel_host\":\"hop.example\",")))
                        .is(201);
        assertThat(tunnel.data().path("networking_method").asString()).isEqualTo("SshTunnel");
        assertThat(outcome(tunnel)).startsWith("SSH Tunnel Connection FAILED");
        assertThat(test(tunnel, "SSH Tunnel Connection").path("message").asString())
                .contains("tunnel_user");
    }

    @Test
    void goesThroughAPrivateLinkOnlyWhenThatIsReady() {
        ApiClient client = api.client();
        String link =
                client.post(
                                "/v1/private-links",
                                """
                                {"name":"l_placement","region":"AWS_EU_WEST_1","service":"SOURCE_AWS",
                                 "config":{"connection_service_name":"vpce"}}
                                """)
                        .is(201)
                        .data()
                        .path("id")
                        .asString();
        var created =
                client.post(
                                "/v1/destinations",
                                body(
                                        group(client),
                                        "postgres_warehouse",
                                        "\"region\":\"AWS_EU_WEST_1\",\"private_link_id\":\"%s\",%s"
                                                .formatted(link, CONFIG)))
                        .is(201);
        assertThat(created.data().path("private_link_id").asString()).isEqualTo(link);
        assertThat(created.data().path("networking_method").asString()).isEqualTo("PrivateLink");
        assertThat(test(created, "Host Connection").path("message").asString())
                .contains("l_placement", "still being made");
        String path = "/v1/destinations/" + created.data().path("id").asString();
        var cleared =
                client.patch(path, "{\"private_link_id\":\"\",\"run_setup_tests\":false}").is(200);
        assertThat(cleared.data().path("private_link_id").isNull()).isTrue();
        assertThat(cleared.data().path("networking_method").asString()).isEqualTo("Directly");
    }

    private static String agent(ApiClient client, String group) {
        return client.post(
                        "/v1/hybrid-deployment-agents",
                        """
                        {"group_id":"%s","display_name":"onprem-1","env_type":"DOCKER",
                         "accept_terms":true,"auth_type":"AUTO"}
                        """
                                .formatted(group))
                .is(201)
                .data()
                .path("id")
                .asString();
    }

    private static JsonNode find(JsonNode items, String id) {
        for (JsonNode item : items) {
            if (item.path("id").asString().equals(id)) {
                return item;
            }
        }
        throw new AssertionError(items.toString());
    }
}
