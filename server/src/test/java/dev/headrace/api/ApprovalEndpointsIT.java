package dev.headrace.api;

import static dev.headrace.api.DestinationCalls.untested;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestCertificate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Certificates and fingerprints by the API's contract.
class ApprovalEndpointsIT {
    private static TestApi api;
    private static String encoded;

    @BeforeAll
    static void start() throws CertificateEncodingException {
        api = TestApi.start();
        encoded =
                Base64.getEncoder()
                        .encodeToString(
                                TestCertificate.of("db.internal.example")
                                        .make()
                                        .certificate()
                                        .getEncoded());
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void findsACertificateByHashAndIdHoweverItIsSpelled() {
        ApiClient client = api.client();
        String path = "/v1/destinations/" + untested(client) + "/certificates";
        for (String hash : List.of("kW2v0Jm1rQ8b", "a+b/c==", "/x//y/", "kü%2F ü")) {
            var approved = client.post(path, certificate(hash)).is(201);
            assertThat(approved.message()).isEqualTo("The certificate has been approved.");
            assertThat(approved.data().path("hash").asString()).isEqualTo(hash);
            assertThat(approved.data().path("type").asString()).isEqualTo("TLS");
            assertThat(approved.data().path("name").asString()).contains("db.internal.example");
            assertThat(approved.data().has("encoded_cert")).isFalse();
            String id = approved.data().path("id").asString();
            assertThat(id)
                    .isEqualTo(
                            Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(hash.getBytes(StandardCharsets.UTF_8)));
            String escaped = URLEncoder.encode(hash, StandardCharsets.UTF_8).replace("+", "%20");
            for (String name : List.of(id, escaped, id + "/")) {
                assertThat(client.get(path + "/" + name).is(200).data()).isEqualTo(approved.data());
            }
            if (!hash.contains("%")) {
                assertThat(client.get(path + "/" + hash).is(200).data()).isEqualTo(approved.data());
            }
        }
        assertThat(client.delete(path + "/a+b/c==").is(200).message())
                .startsWith("Certificate 'a+b/c==' has been revoked for destination '");
        client.get(path + "/a+b/c==").is(404, "NotFound");
        client.delete(path + "/a+b/c==").is(404, "NotFound");
        var first = client.get(path + "/?limit=2").is(200);
        assertThat(first.message()).isEqualTo("Destination certificates retrieved successfully");
        assertThat(first.data().path("items")).hasSize(2);
        var second =
                client.get(path + "?limit=2&cursor=" + first.data().path("next_cursor").asString())
                        .is(200);
        assertThat(second.data().path("items")).hasSize(1);
        assertThat(second.data().has("next_cursor")).isFalse();
    }

    @Test
    void refusesWhatIsNoCertificate() {
        ApiClient client = api.client();
        String path = "/v1/destinations/" + untested(client) + "/certificates";
        assertThat(client.post(path, "{}").is(400, "InvalidInput").message())
                .isEqualTo("Field 'hash' is required");
        assertThat(client.post(path, "{\"hash\":\"a\"}").is(400, "InvalidInput").message())
                .isEqualTo("Field 'encoded_cert' is required");
        client.post(path, "{\"hash\":\"\",\"encoded_cert\":\"%s\"}".formatted(encoded))
                .is(400, "InvalidInput");
        assertThat(
                        client.post(path, "{\"hash\":\"a\",\"encoded_cert\":\"***\"}")
                                .is(400, "InvalidInput")
                                .message())
                .isEqualTo("Field 'encoded_cert' is not valid base64");
        assertThat(
                        client.post(path, "{\"hash\":\"a\",\"encoded_cert\":\"aGVsbG8=\"}")
                                .is(400, "InvalidInput")
                                .message())
                .isEqualTo("Field 'encoded_cert' is no X.509 certificate in DER");
        client.post(path, certificate("x".repeat(513))).is(400, "InvalidInput");
        client.post("/v1/destinations/no_such/certificates", certificate("a"))
                .is(404, "NotFound_Destination");
        client.get("/v1/destinations/no_such/certificates").is(404, "NotFound_Destination");
        client.get("/v1/destinations/no_such/certificates/a").is(404, "NotFound_Destination");
        client.delete("/v1/destinations/no_such/certificates/a").is(404, "NotFound_Destination");
    }

    @Test
    void takesAnyFingerprint() {
        ApiClient client = api.client();
        String destination = untested(client);
        String path = "/v1/destinations/" + destination + "/fingerprints";
        var approved =
                client.post(path, "{\"hash\":\"h+/=\",\"public_key\":\"some text\"}").is(201);
        assertThat(approved.message()).isEqualTo("The fingerprint has been approved.");
        assertThat(approved.data().propertyNames())
                .containsExactly("id", "hash", "public_key", "validated_date", "validated_by");
        assertThat(approved.data().path("public_key").asString()).isEqualTo("some text");
        assertThat(
                        client.post(path, "{\"hash\":\"h+/=\",\"public_key\":\"some text\"}")
                                .is(201)
                                .data())
                .isEqualTo(approved.data());
        assertThat(client.get(path + "/h+/=").is(200).message())
                .isEqualTo("Destination fingerprint details retrieved successfully");
        var listed = client.get(path).is(200);
        assertThat(listed.message()).isEqualTo("Destination fingerprints retrieved successfully");
        assertThat(listed.data().path("items").get(0)).isEqualTo(approved.data());
        assertThat(client.delete(path + "/h+/=").is(200).message())
                .isEqualTo(
                        "Fingerprint with hash = 'h+/=' has been revoked for destination id = '%s'"
                                .formatted(destination));
        client.get(path + "/h+/=").is(404, "NotFound");
        client.post(path, "{\"hash\":\"a\"}").is(400, "InvalidInput");
    }

    @Test
    void approvesTheOldWay() {
        ApiClient client = api.client();
        String destination = untested(client);
        assertThat(
                        client.post(
                                        "/v1/certificates",
                                        "{\"hash\":\"a\",\"encoded_cert\":\"%s\",\"destination_id\":\"%s\"}"
                                                .formatted(encoded, destination))
                                .is(200)
                                .message())
                .isEqualTo("The certificate has been approved.");
        client.post(
                        "/v1/fingerprints",
                        "{\"hash\":\"a\",\"public_key\":\"k\",\"destination_id\":\"%s\"}"
                                .formatted(destination))
                .is(200);
        client.get("/v1/destinations/" + destination + "/certificates/a").is(200);
        client.get("/v1/destinations/" + destination + "/fingerprints/a").is(200);
        client.post("/v1/fingerprints", "{\"hash\":\"a\",\"public_key\":\"k\"}")
                .is(400, "InvalidInput");
        client.post(
                        "/v1/fingerprints",
                        "{\"hash\":\"a\",\"public_key\":\"k\",\"connector_id\":\"c\"}")
                .is(404, "NotFound_Connector");
    }

    private static String certificate(String hash) {
        return "{\"hash\":%s,\"encoded_cert\":\"%s\"}"
                .formatted(DestinationCalls.json(hash), encoded);
    }
}
