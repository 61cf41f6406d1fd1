package dev.headrace.api;

import static dev.headrace.api.DestinationCalls.group;
import static dev.headrace.api.DestinationCalls.outcome;
import static dev.headrace.api.DestinationCalls.status;
import static dev.headrace.api.DestinationCalls.test;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TestSshServer;
import dev.headrace.testkit.TlsPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What has to be approved before a destination is trusted, and what becomes of it afterwards.
class DestinationTrustIT {
    private static TestApi api;
    private static TlsPostgres server;
    private static TestSshServer bastion;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        server =
                TlsPostgres.start(
                        TlsPostgres.Setup.with(TestCertificate.of("db.internal.example").make()));
        bastion = TestSshServer.start();
    }

    @AfterAll
    static void stop() {
        bastion.close();
        server.close();
        api.close();
    }

    @Test
    void asksForTheCertificateAndConnectsOnceItIsApproved() {
        ApiClient client = api.client();
        String group = group(client);
        var created = client.post("/v1/destinations", direct(group, "")).is(201);
        assertThat(status(created)).isEqualTo("incomplete");
        JsonNode asked = test(created, "Validate Certificate");
        assertThat(asked.path("status").asString()).isEqualTo("FAILED");
        JsonNode offered = asked.path("details").get(0);
        assertThat(asked.path("details").isArray()).isTrue();
        assertThat(offered.propertyNames())
                .contains("hash", "name", "public_key", "sha1", "sha256", "type", "encoded_cert");
        String hash = offered.path("hash").asString();
        assertThat(hash).matches("[A-Za-z0-9_-]{43}");
        String path = "/v1/destinations/" + group;
        String approval =
                "{\"hash\":\"%s\",\"encoded_cert\":\"%s\"}"
                        .formatted(hash, offered.path("encoded_cert").asString());
        var approved = client.post(path + "/certificates", approval).is(201);
        assertThat(approved.message()).isEqualTo("The certificate has been approved.");
        assertThat(approved.data().path("validated_by").asString()).isEqualTo("Ada Lovelace");
        assertThat(approved.data().path("sha256")).isEqualTo(offered.path("sha256"));
        assertThat(client.post(path + "/certificates", approval).is(201).data())
                .isEqualTo(approved.data());
        var tested = client.post(path + "/test", "{}").is(200);
        assertThat(outcome(tested))
                .contains("Validate Certificate PASSED", "Permission Test PASSED");
        assertThat(status(tested)).isEqualTo("connected");
        assertThat(test(tested, "Validate Certificate").has("details")).isFalse();
        assertThat(client.delete(path + "/certificates/" + hash).is(200).message())
                .isEqualTo(
                        "Certificate '%s' has been revoked for destination '%s'"
                                .formatted(hash, group));
        var revoked = client.post(path + "/test", "{}").is(200);
        assertThat(outcome(revoked)).contains("Validate Certificate FAILED");
        assertThat(status(revoked)).isEqualTo("broken");
    }

    @Test
    void approvesWhatIsPresentedWhereThatIsWished() {
        ApiClient client = api.client();
        String group = group(client);
        var created =
                client.post("/v1/destinations", direct(group, "\"trust_certificates\":true,"))
                        .is(201);
        assertThat(status(created)).isEqualTo("connected");
        assertThat(test(created, "Validate Certificate").path("status").asString())
                .isEqualTo("PASSED");
        var listed = client.get("/v1/destinations/" + group + "/certificates").is(200);
        assertThat(listed.data().path("items")).hasSize(1);
        assertThat(listed.data().path("items").get(0).path("validated_by").asString())
                .isEqualTo("Ada Lovelace");
        assertThat(created.data().has("trust_certificates")).isFalse();
        var again = client.post("/v1/destinations/" + group + "/test", null).is(200);
        assertThat(status(again)).isEqualTo("connected");
    }

    @Test
    void tunnelsWithTheKeyOfTheGroupAndNoticesAnotherHostKey() {
        ApiClient client = api.client();
        String group = group(client);
        var key = client.get("/v1/groups/" + group + "/public-key").is(200);
        assertThat(key.message()).isEqualTo("Group SSH public key retrieved successfully");
        String line = key.data().path("public_key").asString();
        assertThat(line).matches("ssh-rsa [A-Za-z0-9+/=]+ headrace-" + group);
        bastion.authorize(line);
        var created = client.post("/v1/destinations", tunnelled(group)).is(201);
        JsonNode asked = test(created, "SSH Tunnel Connection");
        assertThat(asked.path("status").asString()).isEqualTo("FAILED");
        JsonNode offered = asked.path("details");
        assertThat(offered.isObject()).isTrue();
        assertThat(offered.propertyNames()).contains("hash", "name", "public_key", "type");
        JsonNode config = created.data().path("config");
        assertThat(config.path("public_key").asString()).isEqualTo(line);
        assertThat(config.path("tunnel_port").asString()).isEqualTo("" + bastion.port());
        assertThat(config.path("always_encrypted").isBoolean()).isTrue();
        assertThat(created.data().path("networking_method").asString()).isEqualTo("SshTunnel");
        String path = "/v1/destinations/" + group;
        client.post(
                        path + "/fingerprints",
                        "{\"hash\":\"%s\",\"public_key\":\"%s\"}"
                                .formatted(
                                        offered.path("hash").asString(),
                                        offered.path("public_key").asString()))
                .is(201);
        var tested = client.post(path + "/test", "{}").is(200);
        assertThat(outcome(tested))
                .isEqualTo(
                        "SSH Tunnel Connection PASSED, Host Connection PASSED, Validate Certificate"
                                + " SKIPPED, Database Connection PASSED, Permission Test PASSED");
        assertThat(status(tested)).isEqualTo("connected");
        bastion.restartWithOtherHostKeys();
        var changed = client.post(path + "/test", "{}").is(200);
        assertThat(status(changed)).isEqualTo("broken");
        JsonNode other = test(changed, "SSH Tunnel Connection").path("details");
        assertThat(other.path("hash").asString()).isNotEqualTo(offered.path("hash").asString());
        assertThat(other.path("public_key").asString()).startsWith("ssh-");
        var trusted = client.post(path + "/test", "{\"trust_fingerprints\":true}").is(200);
        assertThat(status(trusted)).isEqualTo("connected");
        assertThat(client.get(path + "/fingerprints").is(200).data().path("items")).hasSize(2);
    }

    @Test
    void needsTlsInTheTunnelWhereThatIsAsked() {
        ApiClient client = api.client();
        try (TlsPostgres open = TlsPostgres.start(TlsPostgres.Setup.without())) {
            String group = group(client);
            bastion.authorize(
                    client.get("/v1/groups/" + group + "/public-key")
                            .data()
                            .path("public_key")
                            .asString());
            String body =
                    tunnelled(group)
                            .replace("\"port\":" + server.port(), "\"port\":" + open.port())
                            .replace("\"config\"", "\"trust_fingerprints\":true,\"config\"");
            var created = client.post("/v1/destinations", body).is(201);
            assertThat(outcome(created)).contains("SSH Tunnel Connection PASSED");
            assertThat(status(created)).isEqualTo("incomplete");
            var relaxed =
                    client.patch(
                                    "/v1/destinations/" + group,
                                    "{\"config\":{\"always_encrypted\":false}}")
                            .is(200);
            assertThat(status(relaxed)).isEqualTo("connected");
        }
    }

    private static String direct(String group, String flags) {
        return """
        {"group_id":"%s","service":"postgres_warehouse","time_zone_offset":"0",%s
         "config":{"host":"127.0.0.1","port":%d,"database":"%s","user":"scram","password":"%s",
          "always_encrypted":true}}
        """
                .formatted(group, flags, server.port(), TlsPostgres.DATABASE, TlsPostgres.PASSWORD);
    }

    private static String tunnelled(String group) {
        return """
        {"group_id":"%s","service":"postgres_warehouse","time_zone_offset":"0",
         "config":{"host":"127.0.0.1","port":%d,"database":"%s","user":"scram","password":"%s",
          "connection_type":"SshTunnel","tunnel_host":"127.0.0.1","tunnel_port":"%d",
          "tunnel_user":"%s","always_encrypted":true}}
        """
                .formatted(
                        group,
                        server.port(),
                        TlsPostgres.DATABASE,
                        TlsPostgres.PASSWORD,
                        bastion.port(),
                        bastion.user());
    }
}
