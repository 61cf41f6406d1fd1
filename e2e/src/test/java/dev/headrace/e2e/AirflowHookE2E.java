package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The hook of Airflow's provider, for what there is without connections.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AirflowHookE2E {
    /// One more than a page has by default, which the hook relies on.
    private static final int GROUPS = 101;

    private final ApiCaller admin = SharedApi.get().admin();
    private PythonClient hook;

    @BeforeAll
    void start() {
        hook = hook(HeadraceServer.SECRET);
    }

    private static PythonClient hook(String secret) {
        return PythonClient.start(
                "airflow_hook_driver.py",
                Map.of(
                        "HEADRACE_BASE",
                        SharedApi.get().base(),
                        "HEADRACE_KEY",
                        HeadraceServer.KEY,
                        "HEADRACE_SECRET",
                        secret));
    }

    @AfterAll
    void stop() {
        hook.close();
    }

    private JsonNode value(String... call) {
        JsonNode answer = hook.ask(List.of(call));
        assertThat(answer.has("value")).as(answer.toString()).isTrue();
        return answer.path("value");
    }

    private String group(String name) {
        return admin.post("/v1/groups", "{\"name\":\"%s\"}".formatted(name))
                .is(201)
                .data()
                .path("id")
                .asString("");
    }

    @Test
    void testsItsConnection() {
        JsonNode answer = value("test_connection");
        assertThat(answer.path(0).asBoolean(false)).as(answer.toString()).isTrue();
    }

    @Test
    void learnsThatItsSecretIsWrong() {
        try (PythonClient wrong = hook("hr-s3cr3t-wrong")) {
            JsonNode answer = wrong.ask(List.of("test_connection")).path("value");
            assertThat(answer.path(0).asBoolean(true)).isFalse();
            assertThat(answer.path(1).asString(""))
                    .contains("Status Code: 401", "\"code\":\"Unauthorized\"");
        }
    }

    @Test
    void walksThroughAllPagesOfGroups() {
        Set<String> made = new TreeSet<>();
        for (int i = 0; i < GROUPS; i++) {
            made.add(group("airflow_" + i));
        }
        List<String> seen = new ArrayList<>();
        value("get_groups").forEach(item -> seen.add(item.path("id").asString("")));
        assertThat(seen).doesNotHaveDuplicates().containsAll(made);
        made.forEach(id -> admin.delete("/v1/groups/" + id).is(200));
    }

    @Test
    void readsAGroupItsConnectionsAndItsDestination() {
        String group = group("airflow_one");
        assertThat(value("get_groups", group).path("name").asString("")).isEqualTo("airflow_one");
        assertThat(value("get_connectors", group).size()).isZero();
        admin.post(
                        "/v1/destinations",
                        """
                        {"group_id": "%s", "service": "postgres_warehouse",
                         "time_zone_offset": "0", "run_setup_tests": false,
                         "config": {"host": "db.invalid", "port": 5432, "database": "lake",
                                    "user": "loader", "password": "hr-s3cr3t"}}
                        """
                                .formatted(group))
                .is(201);
        JsonNode destination = value("get_destinations", group);
        assertThat(destination.path("service").asString("")).isEqualTo("postgres_warehouse");
        assertThat(destination.path("setup_status").asString("")).isEqualTo("incomplete");
        admin.delete("/v1/destinations/" + group).is(200);
        admin.delete("/v1/groups/" + group).is(200);
    }

    @Test
    void learnsThatSomethingIsMissing() {
        JsonNode answer = hook.ask(List.of("get_destinations", "no_such_group"));
        assertThat(answer.path("raised").asString("")).isEqualTo("AirflowException");
        assertThat(answer.path("message").asString(""))
                .contains("Status Code: 404", "NotFound_Destination");
    }
}
