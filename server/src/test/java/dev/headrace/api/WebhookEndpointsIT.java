package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.outgoing.TestReceiver;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Webhooks by the API's contract, with a real receiver.
class WebhookEndpointsIT {
    private static final String SECRET = "hr-s3cr3t-hook";

    private static TestApi api;
    private static TestReceiver receiver;

    @BeforeAll
    static void start() {
        api = TestApi.start();
        receiver = TestReceiver.start(TestRecords.OPEN_ADDRESS, 0, "hook.open.test");
    }

    @AfterAll
    static void stop() {
        receiver.close();
        api.close();
    }

    @BeforeEach
    void takeEverything() {
        receiver.answering(exchange -> TestReceiver.answer(exchange, 200, Map.of(), ""));
        receiver.received();
    }

    @Test
    void triesTheReceiverOfANewAccountWebhook() {
        var created =
                api.client()
                        .post(
                                "/v1/webhooks/account",
                                "{\"url\":\"%s\",\"events\":[\"sync_end\",\"sync_start\"],\"secret\":\"%s\"}"
                                        .formatted(url(), SECRET))
                        .is(200);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.message()).isEqualTo("Account webhook has been created");
        String id = created.data().path("id").asString();
        assertThat(created.data())
                .isEqualTo(
                        json(
                                """
                                {"id":"%s","type":"account","url":"%s",
                                 "events":["sync_end","sync_start"],"active":true,"secret":"******",
                                 "created_at":"%s","created_by":"maple_orbit"}
                                """
                                        .formatted(
                                                id,
                                                url(),
                                                created.data().path("created_at").asString())));
        var received = receiver.received();
        assertThat(received).hasSize(1);
        JsonNode sent = json(received.getFirst().body());
        assertThat(sent.path("event").asString()).isEqualTo("sync_end");
        assertThat(sent.path("connector_id").asString()).isEqualTo("_connection_1");
        assertThat(sent.path("data").path("status").asString()).isEqualTo("SUCCESSFUL");
        assertThat(sent.path("created").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(received.getFirst().header("X-Fivetran-Signature-256"))
                .isEqualTo(signature(received.getFirst().body(), true));
        var read = api.client().get("/v1/webhooks/" + id + "/").is(200);
        assertThat(read.message()).isEqualTo("Webhook details retrieved successfully");
        assertThat(read.data()).isEqualTo(created.data());
    }

    @Test
    void keepsAGroupsWebhookWithoutATryWhereItIsNotActive() {
        String group = group();
        var created =
                api.client()
                        .post(
                                "/v1/webhooks/group/" + group,
                                """
                                {"url":"https://nowhere.test/x","events":["status","sync_start"],
                                 "active":false,"secret":""}
                                """)
                        .is(200);
        assertThat(created.message()).isEqualTo("Group webhook has been created");
        assertThat(created.data().path("type").asString()).isEqualTo("group");
        assertThat(created.data().path("group_id").asString()).isEqualTo(group);
        assertThat(created.data().path("active").asBoolean()).isFalse();
        assertThat(created.data().has("secret")).isFalse();
        String path = "/v1/webhooks/" + created.data().path("id").asString();
        assertThat(api.client().patch(path, "{\"active\":true}").is(400, "InvalidInput").message())
                .contains("nothing was changed")
                .contains("nowhere.test");
        assertThat(api.client().get(path).data()).isEqualTo(created.data());
        var moved =
                api.client()
                        .patch(path, "{\"active\":true,\"url\":\"%s\"}".formatted(url()))
                        .is(200);
        assertThat(moved.message()).isEqualTo("Webhook has been updated");
        assertThat(moved.data().path("events")).isEqualTo(json("[\"status\",\"sync_start\"]"));
        assertThat(json(receiver.received().getFirst().body()).path("destination_group_id"))
                .isEqualTo(json("\"%s\"".formatted(group)));
    }

    @Test
    void changesOnlyWhatIsNamedAndKeepsAMaskedSecret() {
        String path = "/v1/webhooks/" + create("\"secret\":\"" + SECRET + "\"");
        JsonNode before = api.client().get(path).data();
        receiver.received();
        assertThat(api.client().patch(path, "{}").is(200).data()).isEqualTo(before);
        assertThat(
                        api.client()
                                .patch(path, "{\"secret\":\"******\",\"events\":[\"sync_start\"]}")
                                .is(200)
                                .data()
                                .path("events"))
                .isEqualTo(json("[\"sync_start\"]"));
        assertThat(receiver.received()).isEmpty();
        api.client().post(path + "/test", "{\"event\":\"sync_end\"}").is(200);
        var signed = receiver.received().getFirst();
        assertThat(signed.header("X-Fivetran-Signature-256"))
                .isEqualTo(signature(signed.body(), true));
        assertThat(
                        api.client()
                                .patch("/headrace" + path, "{\"signature_case\":\"lower\"}")
                                .is(200)
                                .data())
                .isEqualTo(json("{\"signature_case\":\"lower\"}"));
        api.client().post(path + "/test", "{\"event\":\"sync_end\"}").is(200);
        var lower = receiver.received().getFirst();
        assertThat(lower.header("X-Fivetran-Signature-256"))
                .isEqualTo(signature(lower.body(), false));
        assertThat(api.client().patch(path, "{\"secret\":\"\"}").is(200).data().has("secret"))
                .isFalse();
        api.client().post(path + "/test", "{\"event\":\"sync_end\"}").is(200);
        assertThat(receiver.received().getFirst().header("X-Fivetran-Signature-256")).isEmpty();
    }

    @Test
    void testsWithAnEventInQuotes() {
        String path = "/v1/webhooks/" + create("\"active\":true");
        receiver.received();
        var tried = api.client().post(path + "/test", "{\"event\":\"\\\"sync_start\\\"\"}").is(200);
        assertThat(tried.message()).isEqualTo("Webhook test completed successfully");
        assertThat(tried.data())
                .isEqualTo(json("{\"succeed\":true,\"status\":200,\"message\":\"Success\"}"));
        assertThat(json(receiver.received().getFirst().body()).path("event").asString())
                .isEqualTo("sync_start");
        receiver.answering(exchange -> TestReceiver.answer(exchange, 503, Map.of(), "no"));
        var failed = api.client().post(path + "/test/", "{\"event\":\"sync_end\"}").is(200);
        assertThat(failed.data())
                .isEqualTo(
                        json(
                                """
                                {"succeed":false,"status":503,
                                 "message":"The receiver answered with status 503."}
                                """));
        api.client().post(path + "/test", "{\"event\":\"nothing\"}").is(400, "InvalidInput");
        api.client().post(path + "/test", "{}").is(400, "InvalidInput");
    }

    @Test
    void refusesAReceiverThatDoesNotTakeTheEvent() {
        receiver.answering(exchange -> TestReceiver.answer(exchange, 500, Map.of(), ""));
        assertThat(
                        api.client()
                                .post(
                                        "/v1/webhooks/account",
                                        "{\"url\":\"%s\",\"events\":[\"sync_end\"]}"
                                                .formatted(url()))
                                .is(400, "InvalidInput")
                                .message())
                .contains("status 500");
        refuses("https://x.closed.test/", "[\"sync_end\"]");
        refuses("https://127.0.0.1/", "[\"sync_end\"]");
        refuses("https://169.254.169.254/latest/meta-data", "[\"sync_end\"]");
        receiver.answering(exchange ->
                TestReceiver.answer(
                        exchange, 307, Map.of("Location", "https://x.closed.test/"), ""));
        refuses(url(), "[\"sync_end\"]");
    }

    @Test
    void refusesWhatIsNoWebhook() {
        refuses("http://hook.open.test/", "[\"sync_end\"]");
        refuses("nonsense", "[\"sync_end\"]");
        refuses(url(), "[]");
        refuses(url(), "[\"sync_ended\"]");
        refuses(url(), "\"sync_end\"");
        refuses(url(), "[null]");
        api.client().post("/v1/webhooks/account", "{}").is(400, "InvalidInput");
        api.client()
                .post(
                        "/v1/webhooks/group/no_such",
                        "{\"url\":\"%s\",\"events\":[\"sync_end\"]}".formatted(url()))
                .is(404, "NotFound_Group");
        api.client().get("/v1/webhooks/no_such").is(404, "NotFound");
        api.client().patch("/v1/webhooks/no_such", "{}").is(404, "NotFound");
        api.client().delete("/v1/webhooks/no_such").is(404, "NotFound");
        api.client()
                .post("/v1/webhooks/no_such/test", "{\"event\":\"sync_end\"}")
                .is(404, "NotFound");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void forgetsWhatIsDeleted() {
        String id = create("\"active\":true");
        assertThat(api.client().delete("/v1/webhooks/" + id).is(200).message())
                .isEqualTo("Webhook with id '%s' has been deleted".formatted(id));
        api.client().get("/v1/webhooks/" + id).is(404, "NotFound");
    }

    @Test
    void listsInPages() {
        create("\"active\":true");
        create("\"active\":true");
        var first = api.client().get("/v1/webhooks?limit=1").is(200);
        assertThat(first.message()).isEqualTo("Webhooks retrieved successfully");
        assertThat(first.data().path("items")).hasSize(1);
        String cursor = first.data().path("next_cursor").asString();
        var rest = api.client().get("/v1/webhooks?limit=1000&cursor=" + cursor).is(200);
        assertThat(rest.data().has("next_cursor")).isFalse();
        assertThat(rest.data().path("items"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.data().path("items"));
    }

    private static void refuses(String url, String events) {
        api.client()
                .post(
                        "/v1/webhooks/account",
                        "{\"url\":\"%s\",\"events\":%s}".formatted(url, events))
                .is(400, "InvalidInput");
    }

    private static String create(String more) {
        return api.client()
                .post(
                        "/v1/webhooks/account",
                        "{\"url\":\"%s\",\"events\":[\"sync_end\"],%s}".formatted(url(), more))
                .is(200)
                .data()
                .path("id")
                .asString();
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

    private static String url() {
        return "https://hook.open.test:%d/in".formatted(receiver.port());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static String signature(String body, boolean upperCase) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] digest = mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
            return (upperCase ? HexFormat.of().withUpperCase() : HexFormat.of()).formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
