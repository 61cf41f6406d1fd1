package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// External secrets managers and HVR hubs by the API's contract.
class SecretsManagerEndpointsIT {
    private static final String PATH = "/v1/external-secrets-managers";

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
    void masksWhatIsSecretAndWhatItDoesNotKnow() {
        String name = name();
        var created =
                api.client()
                        .post(
                                PATH,
                                body(
                                        "HASHICORP_VAULT",
                                        name,
                                        "{\"vault_address\":\"https://v\",\"secret_id\":\"hr-s3cr3t\","
                                                + "\"other\":\"hr-s3cr3t-too\",\"namespace\":null}"))
                        .is(201);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.message()).isEqualTo("External Secrets Manager has been created");
        String id = created.data().path("id").asString();
        String at = created.data().path("created_at").asString();
        assertThat(created.data())
                .isEqualTo(
                        json(
                                """
                                {"id":"%s","type":"HASHICORP_VAULT","name":"%s",
                                 "config":{"vault_address":"https://v","secret_id":"******",
                                  "other":"******"},
                                 "is_hybrid_deployment":false,"is_hybrid_deployment_compatible":false,
                                 "created_at":"%s","updated_at":"%s"}
                                """
                                        .formatted(id, name, at, at)));
        var read = api.client().get(PATH + "/" + id + "/").is(200);
        assertThat(read.message()).isEqualTo("Operation performed successfully");
        assertThat(read.data()).isEqualTo(created.data());
        var changed =
                api.client()
                        .patch(
                                PATH + "/" + id,
                                "{\"is_hybrid_deployment\":true,\"config\":{\"namespace\":\"n\","
                                        + "\"other\":null,\"secret_id\":\"******\"}}")
                        .is(200);
        assertThat(changed.message()).isEqualTo("Resource updated successfully");
        assertThat(changed.data().path("config"))
                .isEqualTo(
                        json(
                                """
                                {"vault_address":"https://v","namespace":"n","secret_id":"******"}
                                """));
        assertThat(changed.data().path("is_hybrid_deployment").asBoolean()).isTrue();
        assertThat(api.client().get(PATH + "/" + id + "/entities?type=source").is(200).data())
                .isEqualTo(json("{\"items\":[]}"));
        assertThat(api.client().delete(PATH + "/" + id).is(200).message())
                .isEqualTo("Resource deleted successfully");
        assertThat(api.client().get(PATH + "/" + id).is(404, "NotFound").message())
                .isEqualTo("External Secrets Manager with '%s' id is not found.".formatted(id));
    }

    @Test
    void refusesWhatIsNone() {
        String name = name();
        api.client().post(PATH, body("AWS_SECRET_MANAGER", name, "{\"role_arn\":\"a\"}")).is(201);
        refuses(409, "Conflict", body("AZURE_KEY_VAULT", name, "{\"vault_url\":\"u\"}"));
        refuses(400, "InvalidInput", body("AZURE_KEY_VAULT", name(), "{}"));
        refuses(400, "InvalidInput", body("GCP", name(), "{}"));
        refuses(400, "InvalidInput", body("AZURE_KEY_VAULT", "", "{\"vault_url\":\"u\"}"));
        refuses(400, "InvalidInput", body("AZURE_KEY_VAULT", name(), "{\"vault_url\":1}"));
        refuses(400, "InvalidInput", "{}");
        api.client().get(PATH + "/no_such").is(404, "NotFound");
        api.client().patch(PATH + "/no_such", "{}").is(404, "NotFound");
        api.client().delete(PATH + "/no_such").is(404, "NotFound");
        api.client().get(PATH + "/no_such/entities").is(404, "NotFound");
        api.client().get("/v1/external-secrets-managers-entities").is(200);
        api.client()
                .get("/v1/external-secrets-managers-entities?type=all&esm_id=no_such")
                .is(404, "NotFound");
        api.client()
                .get("/v1/external-secrets-managers-entities?type=none")
                .is(400, "InvalidInput");
    }

    @Test
    void listsInPages() {
        api.client().post(PATH, body("AWS_SECRET_MANAGER", name(), "{\"role_arn\":\"a\"}")).is(201);
        api.client().post(PATH, body("AWS_SECRET_MANAGER", name(), "{\"role_arn\":\"a\"}")).is(201);
        var first = api.client().get(PATH + "/?limit=1").is(200);
        String cursor = first.data().path("next_cursor").asString();
        var rest = api.client().get(PATH + "?limit=1000&cursor=" + cursor).is(200);
        assertThat(rest.data().has("next_cursor")).isFalse();
        assertThat(rest.data().path("items"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.data().path("items"));
    }

    @Test
    void registersNoHubThatItWouldNotDrive() {
        String path = "/v1/hvr/register-hub";
        assertThat(
                        api.client()
                                .post(
                                        path,
                                        "{\"fingerprint\":\"f\",\"port\":4343,\"hub_server_url\":\"u\"}")
                                .is(400, "InvalidInput")
                                .message())
                .contains("drives no HVR hubs");
        assertThat(api.client().post(path, "{}").is(400, "InvalidInput").message())
                .isEqualTo("Field 'fingerprint' is required");
    }

    private static void refuses(int status, String code, String body) {
        api.client().post(PATH, body).is(status, code);
    }

    private static String body(String type, String name, String config) {
        return "{\"type\":\"%s\",\"name\":\"%s\",\"config\":%s}".formatted(type, name, config);
    }

    private static String name() {
        return "m-" + UUID.randomUUID();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
