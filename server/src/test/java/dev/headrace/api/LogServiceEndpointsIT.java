package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.outgoing.TestReceiver;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// External logging by the API's contract.
class LogServiceEndpointsIT {
    private static TestApi api;
    private static TestReceiver splunk;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        splunk = TestReceiver.start(TestRecords.OPEN_ADDRESS, 0, "splunk.open.test");
    }

    @AfterAll
    static void stop() {
        splunk.close();
        api.close();
    }

    @Test
    void hasItsGroupsIdAndTypedConfigWithMaskedSecrets() {
        String group = group();
        var created =
                api.client()
                        .post(
                                "/v1/external-logging",
                                """
                                {"group_id":"%s","service":"splunkLog","run_setup_tests":true,
                                 "config":{"host":"splunk.example","port":8088,"channel":"c1",
                                  "enable_ssl":true,"token":"hr-s3cr3t","workspace_id":"",
                                  "loki_url":null,"unknown":[1]}}
                                """
                                        .formatted(group))
                        .is(201);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.message()).isEqualTo("External logging service has been added");
        assertThat(created.data())
                .isEqualTo(
                        json(
                                """
                                {"id":"%s","service":"splunkLog","enabled":true,
                                 "config":{"host":"splunk.example","port":8088,"channel":"c1",
                                  "token":"******","enable_ssl":true}}
                                """
                                        .formatted(group)));
        assertThat(created.data().path("config").path("port").isIntegralNumber()).isTrue();
        var read = api.client().get("/v1/external-logging/" + group + "/").is(200);
        assertThat(read.message())
                .isEqualTo("External logging service details retrieved successfully");
        assertThat(read.data()).isEqualTo(created.data());
        api.client()
                .post("/v1/external-logging", body(group, "datadog_log", "{}"))
                .is(409, "Conflict");
        var items = api.client().get("/v1/external-logging?limit=1000").is(200);
        assertThat(items.message()).isEqualTo("External logging services retrieved successfully");
        assertThat(items.data().path("items"))
                .contains(
                        json(
                                "{\"id\":\"%s\",\"service\":\"splunkLog\",\"enabled\":true}"
                                        .formatted(group)));
    }

    @Test
    void changesOnlyWhatIsNamed() {
        String path =
                "/v1/external-logging/"
                        + create(
                                "splunkLog",
                                "{\"host\":\"a.example\",\"port\":\"8088\",\"token\":\"hr-s3cr3t\","
                                        + "\"channel\":\"\"}");
        var same = api.client().patch(path, "{\"config\":{\"token\":\"******\"}}").is(200);
        assertThat(same.message()).isEqualTo("External logging service has been updated");
        assertThat(same.data().path("config"))
                .isEqualTo(
                        json(
                                """
                                {"host":"a.example","port":8088,"channel":"","token":"******"}
                                """));
        JsonNode changed =
                api.client()
                        .patch(path, "{\"enabled\":false,\"config\":{\"host\":\"b\"}}")
                        .is(200)
                        .data();
        assertThat(changed.path("enabled").asBoolean()).isFalse();
        assertThat(changed.path("config").path("host").asString()).isEqualTo("b");
        assertThat(changed.path("config").path("token").asString()).isEqualTo("******");
        assertThat(
                        api.client()
                                .patch(path, "{\"config\":{\"token\":null,\"channel\":null}}")
                                .is(200)
                                .data()
                                .path("config"))
                .isEqualTo(json("{\"host\":\"b\",\"port\":8088}"));
        assertThat(api.client().delete(path).is(200).message())
                .matches("External logging service with id '[a-z_]+' has been deleted");
        api.client().get(path).is(404, "NotFound_LogService");
    }

    @Test
    void masksWhatIsSecretInEachService() {
        assertMasked("azure_monitor_log", "primary_key", "client_secret");
        assertMasked("cloudwatch", "access_key_secret");
        assertMasked("datadog_log", "api_key");
        assertMasked("grafana_loki", "access_token", "tenant_id");
        assertMasked("new_relic_log", "api_key");
        assertMasked("stackdriver", "service_account_key");
        String azure = create("azure_monitor_log", "{\"tenant_id\":\"t-1\"}");
        assertThat(
                        api.client()
                                .get("/v1/external-logging/" + azure)
                                .data()
                                .path("config")
                                .path("tenant_id")
                                .asString())
                .isEqualTo("t-1");
    }

    @Test
    void triesWhetherTheHostAnswers() {
        String path =
                "/v1/external-logging/"
                        + create(
                                "splunkLog",
                                "{\"host\":\"splunk.open.test\",\"port\":%d,\"enable_ssl\":true}"
                                        .formatted(splunk.port()));
        assertThat(tests(path))
                .isEqualTo(
                        json(
                                """
                                [{"title":"Configuration","status":"FAILED","message":"Missing: token."},
                                 {"title":"Host Connection","status":"SKIPPED","message":""}]
                                """));
        api.client().patch(path, "{\"config\":{\"token\":\"hr-s3cr3t\"}}").is(200);
        splunk.received();
        assertThat(tests(path))
                .isEqualTo(
                        json(
                                """
                                [{"title":"Configuration","status":"PASSED","message":""},
                                 {"title":"Host Connection","status":"PASSED","message":""}]
                                """));
        assertThat(splunk.received().getFirst().path()).isEqualTo("/services/collector/health");
        splunk.answering(exchange -> TestReceiver.answer(exchange, 503, Map.of(), ""));
        assertThat(tests(path).get(1).path("message").asString()).contains("status 503");
        for (String host : new String[] {"x.closed.test", "127.0.0.1", "a/b@c", "::1"}) {
            api.client().patch(path, "{\"config\":{\"host\":\"%s\"}}".formatted(host)).is(200);
            assertThat(tests(path).get(1).path("status").asString()).isEqualTo("FAILED");
        }
        splunk.answering(exchange -> TestReceiver.answer(exchange, 200, Map.of(), ""));
        String loki = create("grafana_loki", "{\"loki_url\":\"gopher://x\"}");
        assertThat(tests("/v1/external-logging/" + loki).get(1).path("message").asString())
                .contains("config.loki_url");
    }

    @Test
    void keepsOneForTheAccountAtAPathOfItsOwn() {
        String path = "/v1/external-logging/account";
        api.client().get(path).is(404, "NotFound_LogService");
        api.client().post(path + "/test", null).is(404, "NotFound_LogService");
        String body =
                """
                {"service":"grafana_loki","enabled":false,
                 "config":{"loki_url":"https://splunk.open.test:%d","access_token":"hr-s3cr3t"}}
                """
                        .formatted(splunk.port());
        var created = api.client().post(path, body).is(201);
        assertThat(created.message()).isEqualTo("Account external logging service has been added");
        assertThat(created.data().path("id").asString()).isEqualTo(TestRecords.ACCOUNT);
        assertThat(created.data().path("config").path("access_token").asString())
                .isEqualTo("******");
        api.client().post(path, body).is(409, "Conflict");
        var read = api.client().get(path + "/").is(200);
        assertThat(read.message())
                .isEqualTo("Account external logging service details retrieved successfully");
        assertThat(read.data()).isEqualTo(created.data());
        var changed = api.client().patch(path, "{\"enabled\":true}").is(200);
        assertThat(changed.message())
                .isEqualTo("Account external logging service has been updated");
        assertThat(changed.data().path("enabled").asBoolean()).isTrue();
        assertThat(tests(path).get(0).path("status").asString()).isEqualTo("PASSED");
        assertThat(api.client().get("/v1/external-logging").data().path("items"))
                .noneMatch(item -> item.path("id").asString().equals(TestRecords.ACCOUNT));
        assertThat(api.client().delete(path).is(200).message())
                .isEqualTo("Account external logging service has been deleted");
        api.client().get(path).is(404, "NotFound_LogService");
    }

    @Test
    void refusesWhatIsNoLogService() {
        String group = group();
        refuses(400, "InvalidInput", "{}");
        refuses(400, "InvalidInput", "{\"group_id\":\"%s\"}".formatted(group));
        refuses(404, "NotFound_Group", body("no_such", "splunkLog", "{}"));
        refuses(400, "InvalidInput", body(group, "splunklog", "{}"));
        refuses(400, "InvalidInput", body(group, "splunkLog", "[]"));
        refuses(400, "InvalidInput", body(group, "splunkLog", "{\"port\":70000}"));
        refuses(400, "InvalidInput", body(group, "splunkLog", "{\"enable_ssl\":\"yes\"}"));
        refuses(400, "InvalidInput", body(group, "datadog_log", "{\"region\":\"us1\"}"));
        refuses(400, "InvalidInput", body(group, "new_relic_log", "{\"sub_domain\":\"X\"}"));
        api.client().get("/v1/external-logging/no_such").is(404, "NotFound_LogService");
        api.client().patch("/v1/external-logging/no_such", "{}").is(404, "NotFound_LogService");
        api.client().delete("/v1/external-logging/no_such").is(404, "NotFound_LogService");
        api.client().post("/v1/external-logging/no_such/test", null).is(404, "NotFound_LogService");
    }

    @Test
    void listsInPages() {
        create("datadog_log", "{}");
        create("datadog_log", "{}");
        var first = api.client().get("/v1/external-logging/?limit=1").is(200);
        assertThat(first.data().path("items")).hasSize(1);
        String cursor = first.data().path("next_cursor").asString();
        var rest = api.client().get("/v1/external-logging?limit=1000&cursor=" + cursor).is(200);
        assertThat(rest.data().has("next_cursor")).isFalse();
        assertThat(rest.data().path("items"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.data().path("items"));
    }

    private static void assertMasked(String service, String... secrets) {
        for (String secret : secrets) {
            String id = create(service, "{\"%s\":\"hr-s3cr3t\"}".formatted(secret));
            assertThat(api.client().get("/v1/external-logging/" + id).data().path("config"))
                    .isEqualTo(json("{\"%s\":\"******\"}".formatted(secret)));
        }
    }

    private static JsonNode tests(String path) {
        var tested = api.client().post(path + "/test", null).is(200);
        assertThat(tested.message()).isEqualTo("Setup tests have been completed");
        return tested.data().path("setup_tests");
    }

    private static void refuses(int status, String code, String body) {
        api.client().post("/v1/external-logging", body).is(status, code);
    }

    private static String create(String service, String config) {
        return api.client()
                .post("/v1/external-logging", body(group(), service, config))
                .is(201)
                .data()
                .path("id")
                .asString();
    }

    @Test
    void whoeverEditsEveryGroupDoesNotReachTheAccountsByTheAccountsId() {
        String account = "/v1/external-logging/account";
        api.client()
                .post(
                        account,
                        """
                        {"service":"splunkLog","config":{"host":"a.example","port":8088,
                         "token":"hr-s3cr3t"}}
                        """)
                .is(201);
        ApiClient analyst = new TestPeople(api).user("Account Analyst").client();
        String byId = "/v1/external-logging/" + TestRecords.ACCOUNT;
        analyst.get(byId).is(403, "Forbidden");
        analyst.patch(byId, "{\"config\":{\"host\":\"b.example\"}}").is(403, "Forbidden");
        analyst.post(byId + "/test", "{}").is(403, "Forbidden");
        analyst.delete(byId).is(403, "Forbidden");
        assertThat(api.client().get(byId).is(200).data().path("config").path("host").asString())
                .isEqualTo("a.example");
        api.client().delete(account).is(200);
    }

    private static String body(String group, String service, String config) {
        return "{\"group_id\":\"%s\",\"service\":\"%s\",\"config\":%s}"
                .formatted(group, service, config);
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

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
