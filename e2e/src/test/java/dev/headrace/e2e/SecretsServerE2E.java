package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Every secret that comes into a server or is made by it: none is in an answer other than the one
/// that shows it once, in what the server prints, in a file of it, or in its database.
class SecretsServerE2E {
    private static final String MARK = "hr-s3cr3t";
    private static final String UNKNOWN = "/no_such_thing";

    private final List<String> answers = new ArrayList<>();

    /// What was made by the server and shown once.
    private final Set<String> shownOnce = new LinkedHashSet<>();

    @Test
    void noSecretIsKeptOrShownInClear() throws IOException {
        String database = SharedServer.newDatabase();
        TestServer postgres = SharedServer.get();
        try (HeadraceServer server =
                HeadraceServer.start(
                        postgres.url(database), Map.of("HEADRACE_LOG_FORMAT", "json"))) {
            ApiCaller admin = server.admin();
            plant(admin, database);
            mistakes(admin, server);
            look(admin);

            requireNone("an answer", String.join("\n", answers));
            requireNone("the list of processes", commandLine(server));
            requireNone("what the server prints", server.printed());
            requireNoneIn(server.home());
            requireNoneIn(postgres, database);
            assertThat(server.stop()).isZero();
            requireNone("what the server prints at its end", server.printed());
        }
    }

    private ApiCaller.Reply keep(ApiCaller.Reply reply) {
        answers.add(reply.toString());
        return reply;
    }

    /// The answer may show these members, once.
    private JsonNode once(ApiCaller.Reply reply, String... members) {
        for (String member : members) {
            JsonNode secret = reply.data().at("/" + member.replace('.', '/'));
            assertThat(secret.isString())
                    .as("%s of %s %s", member, reply.path(), reply.status())
                    .isTrue();
            assertThat(secret.stringValue()).hasSizeGreaterThan(20);
            shownOnce.add(secret.stringValue());
        }
        return reply.data();
    }

    private void plant(ApiCaller admin, String database) {
        String group = id(keep(admin.post("/v1/groups", "{\"name\": \"secrets\"}")).is(201));
        destination(admin, group, database);
        webhook(admin);
        logServices(admin, group);
        JsonNode key =
                once(
                        admin.post(
                                "/v1/system-keys",
                                """
                                {"name": "k", "expiration_period": "ONE_WEEK", "permissions": [
                                  {"resource_type": "DESTINATION", "access_level": "READ"}]}
                                """),
                        "secret");
        once(
                admin.post(
                        "/v1/system-keys/%s/rotate".formatted(key.path("id").asString("")), "{}"),
                "secret");
        JsonNode agent =
                once(
                        admin.post("/v1/hybrid-deployment-agents", agent(group, "AUTO")).is(201),
                        "token");
        String reset = "/v1/hybrid-deployment-agents/%s/".formatted(agent.path("id").asString(""));
        once(admin.post(reset + "re-auth", "{\"auth_type\": \"AUTO\"}").is(200), "token");
        keep(admin.post(reset + "reset-credentials", null).is(200));
        ApiCaller.Reply manual =
                admin.post("/v1/hybrid-deployment-agents", agent(group, "MANUAL")).is(201);
        once(manual, "files.auth_json");
        JsonNode proxy =
                once(
                        admin.post(
                                        "/v1/proxy",
                                        """
                                        {"display_name": "p", "group_region": "GCP_US_EAST4"}
                                        """)
                                .is(201),
                        "auth_token",
                        "client_private_key");
        once(
                admin.post(
                                "/v1/proxy/%s/regenerate-secrets"
                                        .formatted(proxy.path("agent_id").asString("")),
                                null)
                        .is(200),
                "auth_token",
                "client_private_key");
    }

    private static String id(ApiCaller.Reply reply) {
        return reply.data().path("id").asString("");
    }

    private static String agent(String group, String type) {
        return """
        {"group_id": "%s", "display_name": "%s", "env_type": "DOCKER",
         "accept_terms": true, "auth_type": "%s"}
        """
                .formatted(group, type, type);
    }

    /// One that connects, one that is refused, and whatever the setup tests say about it.
    private void destination(ApiCaller admin, String group, String database) {
        String body =
                """
                {"group_id": "%s", "service": "postgres_warehouse", "time_zone_offset": "0",
                 "config": {"host": "127.0.0.1", "port": %d, "database": "%s", "user": "loader",
                            "password": "%s", "role_arn": "hr-s3cr3t-role"}}
                """
                        .formatted(
                                group,
                                SharedServer.get().port(),
                                SharedServer.newDatabase(),
                                TestServer.PASSWORD);
        keep(admin.post("/v1/destinations", body).is(201));
        String path = "/v1/destinations/" + group;
        keep(admin.patch(path, "{\"config\": {\"password\": \"hr-s3cr3t-wrong\"}}").is(200));
        keep(admin.patch(path, "{\"config\": {\"database\": \"%s\"}}".formatted(database)));
        keep(
                admin.patch(
                        path,
                        """
                        {"config": {"auth_method": "CLIENT_CERTIFICATE",
                                    "client_public_certificate": "public",
                                    "client_private_key": "hr-s3cr3t-private"}}
                        """));
        keep(admin.post(path + "/test", "{}"));
    }

    private void webhook(ApiCaller admin) {
        keep(
                admin.post(
                                "/v1/webhooks/account",
                                """
                                {"url": "https://hooks.invalid/", "events": ["sync_end"],
                                 "active": false, "secret": "hr-s3cr3t-hook"}
                                """)
                        .is(200));
        keep(
                admin.post(
                        "/v1/webhooks/account",
                        """
                        {"url": "https://user:hr-s3cr3t@hooks.invalid/", "active": false,
                         "events": ["sync_end"]}
                        """));
    }

    private void logServices(ApiCaller admin, String group) {
        Map<String, String> configs =
                Map.of(
                        "splunkLog",
                        "\"host\": \"h.invalid\", \"port\": 1, \"token\": \"hr-s3cr3t\"",
                        "azure_monitor_log",
                        "\"primary_key\": \"hr-s3cr3t\", \"client_secret\": \"hr-s3cr3t\"",
                        "cloudwatch",
                        "\"access_key_id\": \"A\", \"access_key_secret\": \"hr-s3cr3t\"",
                        "datadog_log",
                        "\"api_key\": \"hr-s3cr3t\", \"region\": \"EU\"",
                        "grafana_loki",
                        "\"access_token\": \"hr-s3cr3t\", \"tenant_id\": \"hr-s3cr3t\","
                                + " \"loki_url\": \"https://u:hr-s3cr3t@loki.invalid\"",
                        "new_relic_log",
                        "\"api_key\": \"hr-s3cr3t\"",
                        "stackdriver",
                        "\"project_id\": \"p\", \"service_account_key\": \"hr-s3cr3t\"");
        configs.forEach((service, config) -> {
            String settings = "\"service\": \"%s\", \"config\": {%s}".formatted(service, config);
            keep(
                    admin.post(
                            "/v1/external-logging",
                            "{\"group_id\": \"%s\", %s}".formatted(group, settings)));
            String path = "/v1/external-logging/" + group;
            keep(admin.post(path + "/test", null));
            keep(admin.get(path));
            keep(admin.delete(path));
            keep(admin.post("/v1/external-logging/account", "{%s}".formatted(settings)));
            keep(admin.get("/v1/external-logging/account"));
            keep(admin.delete("/v1/external-logging/account"));
        });
        keep(
                admin.post(
                        "/v1/external-logging",
                        """
                        {"group_id": "%s", "service": "datadog_log",
                         "config": {"api_key": "hr-s3cr3t"}}
                        """
                                .formatted(group)));
    }

    /// Secrets where they do not belong, and in requests that are refused.
    private void mistakes(ApiCaller admin, HeadraceServer server) {
        for (String body :
                List.of(
                        "{\"config\": \"hr-s3cr3t\"}",
                        "{\"config\": {\"password\": [\"hr-s3cr3t\"]}}",
                        "{\"config\": {\"port\": \"hr-s3cr3t\"}}",
                        "{\"config\": {\"connection_type\": \"hr-s3cr3t\"}}",
                        "{\"config\": {\"hr-s3cr3t\": {}}}",
                        "{\"hr-s3cr3t\": 1, \"group_id\": 7}",
                        "{\"group_id\": \"x\", \"service\": \"hr-s3cr3t\"}",
                        "{\"password\": \"hr-s3cr3t\"",
                        "hr-s3cr3t")) {
            for (String path : List.of("/v1/destinations", "/v1/webhooks/account", "/v1/users")) {
                quiet(admin.post(path, body));
                quiet(admin.patch(path + UNKNOWN, body));
            }
        }
        quiet(admin.as(HeadraceServer.KEY, "hr-s3cr3t-wrong").get("/v1/users"));
        quiet(admin.as("hr-s3cr3t-swapped", HeadraceServer.KEY).get("/v1/users"));
        quiet(
                new ApiCaller(server.base())
                        .with("Authorization", "Bearer hr-s3cr3t")
                        .get("/v1/users"));
        quiet(
                new ApiCaller(server.base())
                        .with("Authorization", "Basic hr-s3cr3t")
                        .get("/v1/users"));
    }

    /// Refused; what a request itself named in the open, an answer may name.
    private void quiet(ApiCaller.Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isBetween(400, 499);
    }

    /// Everything that can be read.
    private void look(ApiCaller admin) {
        ApiDescription description =
                ApiDescription.of(keep(admin.get("/openapi.json")).is(200).json());
        for (ApiDescription.Operation operation : description.operations()) {
            if (operation.method().equals("GET") && operation.parameters().isEmpty()) {
                ApiCaller.Reply list = keep(admin.get(operation.path()));
                for (JsonNode item : list.data().path("items")) {
                    details(admin, operation.path(), item.path("id").asString(""));
                }
            }
        }
    }

    private void details(ApiCaller admin, String path, String id) {
        if (id.matches("[A-Za-z0-9_-]+")) {
            keep(admin.get(path + "/" + id));
            for (String more : List.of("certificates", "fingerprints", "users", "public-key")) {
                keep(admin.get("%s/%s/%s".formatted(path, id, more)));
            }
        }
    }

    private static String commandLine(HeadraceServer server) throws IOException {
        return Files.readString(
                Path.of("/proc", Long.toString(server.process().pid()), "cmdline"), ISO_8859_1);
    }

    private void requireNone(String where, String text) {
        for (String needle : needles()) {
            assertThat(text.contains(needle))
                    .as("a secret in " + where + around(text, needle))
                    .isFalse();
        }
    }

    /// Where it stands, without itself.
    private static String around(String text, String needle) {
        int at = text.indexOf(needle);
        return at < 0
                ? ""
                : ": ... "
                        + text.substring(Math.max(0, at - 300), at).replace(MARK, "(secret)")
                        + " (here)";
    }

    /// As they are and as bytes would be printed.
    private List<String> needles() {
        List<String> secrets = new ArrayList<>(shownOnce);
        secrets.add(MARK);
        secrets.add(HeadraceServer.SECRET.substring(MARK.length() + 1));
        List<String> needles = new ArrayList<>();
        for (String secret : secrets) {
            needles.add(secret);
            needles.add(HexFormat.of().formatHex(secret.getBytes(UTF_8)));
            byte[] whole = secret.getBytes(UTF_8);
            String encoded = Base64.getEncoder().withoutPadding().encodeToString(whole);
            needles.add(encoded.substring(0, encoded.length() - 2));
        }
        return needles;
    }

    private void requireNoneIn(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                requireNone(
                        home.relativize(file).toString(),
                        new String(Files.readAllBytes(file), ISO_8859_1));
            }
        }
    }

    private void requireNoneIn(TestServer postgres, String database) {
        List<String> tables =
                postgres.query(
                        database,
                        """
                        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                        WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
                        """);
        assertThat(tables).hasSizeGreaterThan(10);
        for (String table : tables) {
            List<@Nullable String> rows =
                    List.copyOf(
                            postgres.query(database, "SELECT t::text FROM %s t".formatted(table)));
            requireNone("table " + table, String.join("\n", rows));
        }
    }
}
