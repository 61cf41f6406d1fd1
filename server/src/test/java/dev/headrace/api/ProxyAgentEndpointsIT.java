package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Proxy agents by the API's contract.
class ProxyAgentEndpointsIT {
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
    void isThereAtOnceWithTheRegionThatWasSent() {
        String name = name();
        var created = api.client().post("/v1/proxy", body(name, "AZURE_KOREACENTRAL")).is(201);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.message()).isEqualTo("Proxy agent has been created");
        assertThat(created.data().propertyNames())
                .containsExactly("agent_id", "auth_token", "client_cert", "client_private_key");
        String id = created.data().path("agent_id").asString();
        var read = api.client().get("/v1/proxy/" + id + "/").is(200);
        assertThat(read.data())
                .isEqualTo(
                        json(
                                """
                                {"id":"%s","account_id":"quiet_harbor","registered_at":"%s",
                                 "region":"AZURE_KOREACENTRAL","created_by":"maple_orbit",
                                 "display_name":"%s","version":"","status":"NOT_CONNECTED","usage":[]}
                                """
                                        .formatted(
                                                id,
                                                read.data().path("registered_at").asString(),
                                                name)));
        var connections = api.client().get("/v1/proxy/" + id + "/connections").is(200);
        assertThat(connections.message())
                .isEqualTo("Proxy agent connections retrieved successfully");
        assertThat(connections.data()).isEqualTo(json("{\"items\":[]}"));
    }

    @Test
    void saysWhatGoesThroughItAndStaysWhileSomethingDoes() {
        String id =
                api.client()
                        .post("/v1/proxy", body(name(), "AWS_EU_WEST_1"))
                        .is(201)
                        .data()
                        .path("agent_id")
                        .asString();
        String group =
                api.client()
                        .post("/v1/groups", "{\"name\":\"g%s\"}".formatted(name().replace("-", "")))
                        .is(201)
                        .data()
                        .path("id")
                        .asString();
        api.client()
                .post(
                        "/v1/destinations",
                        """
                        {"group_id":"%s","service":"postgres_warehouse","time_zone_offset":"0",
                         "run_setup_tests":false,"networking_method":"ProxyAgent",
                         "proxy_agent_id":"%s"}
                        """
                                .formatted(group, id))
                .is(201);
        assertThat(api.client().get("/v1/proxy/" + id).is(200).data().path("usage"))
                .isEqualTo(
                        json(
                                "[{\"id\":\"%s\",\"schema\":null,\"service\":\"postgres_warehouse\"}]"
                                        .formatted(group)));
        assertThat(api.client().get("/v1/proxy?limit=1000").is(200).data().path("items"))
                .filteredOn(item -> item.path("id").asString().equals(id))
                .singleElement()
                .satisfies(
                        item -> assertThat(item.path("destination_count").intValue()).isEqualTo(1));
        assertThat(api.client().delete("/v1/proxy/" + id).is(409, "Conflict").message())
                .isEqualTo("Proxy agent have attached connections.");
        api.client().delete("/v1/destinations/" + group).is(200);
        api.client().delete("/v1/proxy/" + id).is(200);
    }

    @Test
    void makesCertificatesThatTheAccountsAuthoritySigned() throws Exception {
        var first = api.client().post("/v1/proxy", body(name(), "AWS_EU_WEST_1")).is(201).data();
        var second = api.client().post("/v1/proxy", body(name(), "AWS_EU_WEST_1")).is(201).data();
        X509Certificate certificate = certificate(first);
        assertThat(certificate.getSubjectX500Principal().getName())
                .isEqualTo("CN=" + first.path("agent_id").asString());
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getIssuerX500Principal())
                .isEqualTo(certificate(second).getIssuerX500Principal());
        assertThat(certificate.getSerialNumber())
                .isNotEqualTo(certificate(second).getSerialNumber());
        certificate.checkValidity();
        assertThat(fits(first, certificate)).isTrue();
        assertThat(fits(second, certificate)).isFalse();
    }

    @Test
    void regeneratesItsSecrets() {
        var created = api.client().post("/v1/proxy", body(name(), "AWS_EU_WEST_1")).is(201).data();
        String path = "/v1/proxy/" + created.path("agent_id").asString();
        var again = api.client().post(path + "/regenerate-secrets", null).is(200);
        assertThat(again.message()).isEqualTo("Proxy agent secrets have been regenerated");
        assertThat(again.data().path("agent_id")).isEqualTo(created.path("agent_id"));
        for (String secret : new String[] {"auth_token", "client_cert", "client_private_key"}) {
            assertThat(again.data().path(secret).asString()).isNotEmpty();
            assertThat(again.data().path(secret)).isNotEqualTo(created.path(secret));
        }
    }

    @Test
    void refusesWhatIsNoAgent() {
        String name = name();
        api.client().post("/v1/proxy", body(name, "AWS_EU_WEST_1")).is(201);
        assertThat(
                        api.client()
                                .post("/v1/proxy", body(name, "AWS_EU_WEST_2"))
                                .is(409, "Conflict")
                                .message())
                .isEqualTo("Proxy agent with same name already exists.");
        assertThat(
                        api.client()
                                .post("/v1/proxy", body(name(), "MOON"))
                                .is(400, "InvalidInput")
                                .message())
                .isEqualTo("Group region not supported.");
        assertThat(api.client().post("/v1/proxy", "{}").is(400, "InvalidInput").message())
                .isEqualTo("Field 'display_name' is required");
        api.client().post("/v1/proxy", body("", "AWS_EU_WEST_1")).is(400, "InvalidInput");
        assertThat(api.client().get("/v1/proxy/no_such").is(404, "NotFound").message())
                .isEqualTo("Proxy Agent not found.");
        api.client().delete("/v1/proxy/no_such").is(404, "NotFound");
        api.client().get("/v1/proxy/no_such/connections").is(404, "NotFound");
        api.client().post("/v1/proxy/no_such/regenerate-secrets", null).is(404, "NotFound");
    }

    @Test
    void forgetsWhatIsDeleted() {
        String id =
                api.client()
                        .post("/v1/proxy", body(name(), "AWS_EU_WEST_1"))
                        .data()
                        .path("agent_id")
                        .asString();
        assertThat(api.client().delete("/v1/proxy/" + id).is(200).message())
                .isEqualTo("Agent %s successfully deleted".formatted(id));
        api.client().get("/v1/proxy/" + id).is(404, "NotFound");
    }

    @Test
    void listsInPages() {
        api.client().post("/v1/proxy", body(name(), "AWS_EU_WEST_1")).is(201);
        api.client().post("/v1/proxy", body(name(), "AWS_EU_WEST_1")).is(201);
        var first = api.client().get("/v1/proxy/?limit=1").is(200);
        assertThat(first.message()).isEqualTo("Proxy agent retrieved successfully");
        JsonNode item = first.data().path("items").get(0);
        assertThat(item.path("connector_count").asInt()).isZero();
        assertThat(item.path("destination_count").asInt()).isZero();
        assertThat(item.has("usage")).isFalse();
        String cursor = first.data().path("next_cursor").asString();
        var rest = api.client().get("/v1/proxy?limit=1000&cursor=" + cursor).is(200);
        assertThat(rest.data().has("next_cursor")).isFalse();
        assertThat(rest.data().path("items")).isNotEmpty().doesNotContain(item);
    }

    private static X509Certificate certificate(JsonNode data) throws Exception {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(
                                        data.path("client_cert")
                                                .asString()
                                                .getBytes(StandardCharsets.US_ASCII)));
    }

    private static boolean fits(JsonNode data, X509Certificate certificate) throws Exception {
        String pem = data.path("client_private_key").asString();
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update((byte) 1);
        return signature.verify(signed);
    }

    private static String body(String name, String region) {
        return "{\"display_name\":\"%s\",\"group_region\":\"%s\"}".formatted(name, region);
    }

    private static String name() {
        return "p-" + UUID.randomUUID();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
