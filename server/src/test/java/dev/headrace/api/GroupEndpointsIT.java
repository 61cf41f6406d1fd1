package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Groups by the API's contract.
class GroupEndpointsIT {
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
    void createsAGroupThatIsThereAtOnce() {
        String name = name();
        var created = api.client().post("/v1/groups", "{\"name\":\"%s\"}".formatted(name)).is(201);
        assertThat(created.code()).isEqualTo("Success");
        assertThat(created.message()).isEqualTo("Group has been created");
        String id = created.data().path("id").asString();
        assertThat(id).matches("[a-z]+_[a-z]+");
        var read = api.client().get("/v1/groups/" + id).is(200);
        assertThat(read.message()).isEqualTo("Group details retrieved successfully");
        assertThat(read.data()).isEqualTo(created.data());
        assertThat(api.client().get("/v1/groups/" + id + "/").is(200).data())
                .isEqualTo(created.data());
    }

    @Test
    void refusesWhatIsNoGroup() {
        assertThat(api.client().post("/v1/groups", "{}").is(400, "InvalidInput").message())
                .isEqualTo("Field 'name' is required");
        assertThat(api.client().post("/v1/groups", null).is(400, "InvalidInput").message())
                .isEqualTo("Field 'name' is required");
        api.client().post("/v1/groups", "{\"name\":3}").is(400, "InvalidInput");
        api.client().post("/v1/groups", "{\"name\":\"1st\"}").is(400, "InvalidInput");
        api.client().post("/v1/groups", "{\"name\":\"a\\u0000\"}").is(400, "InvalidInput");
        api.client().post("/v1/groups", "{").is(400, "InvalidInput");
        api.client().get("/v1/groups/no_such").is(404, "NotFound_Group");
        api.client().get("/v1/groups/a%00b").is(400);
        api.client().get("/v1/groups/a%2Fb").is(404, "NotFound_Group");
        api.client().get("/v1/groups?limit=0").is(400, "InvalidInput");
        api.client().get("/v1/groups?cursor=x").is(400, "InvalidInput");
        api.client().get("/v1/nothing").is(404, "NotFound");
        api.client().patch("/v1/groups", "{}").is(405, "MethodNotAllowed");
    }

    @Test
    void listsInPages() {
        for (int i = 0; i < 3; i++) {
            api.client().post("/v1/groups", "{\"name\":\"%s\"}".formatted(name())).is(201);
        }
        var first = api.client().get("/v1/groups?limit=2").is(200);
        assertThat(first.data().path("items")).hasSize(2);
        String cursor = first.data().path("next_cursor").asString();
        var second = api.client().get("/v1/groups?limit=1000&cursor=" + cursor).is(200);
        assertThat(second.data().has("next_cursor")).isFalse();
        assertThat(second.data().path("items"))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(first.data().path("items"));
    }

    @Test
    void asksWhoComesBeforeItAnswersHead() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(api.base() + "/v1/groups")).HEAD().build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        }
    }

    @Test
    void numbersEveryAnswerAndSaysTheLimit() {
        for (String path : new String[] {"/v1/groups", "/v1/groups/no_such", "/v1/nothing"}) {
            var headers = api.client().get(path).response().headers();
            assertThat(headers.firstValue("X-Request-Id")).isPresent();
            assertThat(headers.firstValueAsLong("X-Rate-Limit")).isPresent();
            assertThat(headers.firstValueAsLong("X-Rate-Limit-Remaining")).isPresent();
        }
    }

    private static String name() {
        return "g_" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
    }
}
