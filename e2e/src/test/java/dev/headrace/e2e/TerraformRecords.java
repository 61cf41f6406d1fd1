package dev.headrace.e2e;

import static dev.headrace.e2e.Terraform.config;
import static dev.headrace.e2e.Terraform.orNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The provider's resources for webhooks, agents, private links and log services.
final class TerraformRecords {
    private TerraformRecords() {}

    private static Map<String, @Nullable Object> pick(
            Map<String, @Nullable Object> data, String... names) {
        Map<String, @Nullable Object> picked = new LinkedHashMap<>();
        for (String name : names) {
            picked.put(name, orNull(data.get(name)));
        }
        return picked;
    }

    /// `fivetran_webhook`.
    record Webhook(GoSdk sdk) implements Terraform.Resource {
        @Override
        public Set<String> computed() {
            return Set.of("id", "created_at", "created_by");
        }

        @Override
        public Set<String> kept() {
            return Set.of("secret", "run_tests");
        }

        private static Map<String, @Nullable Object> state(
                Map<String, @Nullable Object> data, Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> state =
                    pick(
                            data,
                            "id",
                            "type",
                            "url",
                            "events",
                            "active",
                            "group_id",
                            "created_at",
                            "created_by");
            state.put("secret", config.get("secret"));
            return state;
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request =
                    pick(config, "url", "events", "active", "secret");
            boolean account = "account".equals(config.get("type"));
            String path =
                    account
                            ? "/v1/webhooks/account"
                            : "/v1/webhooks/group/" + config.get("group_id");
            Map<String, @Nullable Object> made = sdk.post(path, request, 200, GoTypes.WEBHOOK);
            if (Objects.equals(config.get("run_tests"), true)
                    && config.get("events") instanceof List<?> events) {
                for (Object event : events) {
                    // The provider sends the event with quotes of its own in it.
                    sdk.post(
                            "/v1/webhooks/%s/test".formatted(made.get("id")),
                            config("event", "\"" + event + "\""),
                            200,
                            GoTypes.WEBHOOK_TEST);
                }
            }
            return state(made, config);
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return sdk.read("/v1/webhooks/" + id, GoTypes.WEBHOOK, "NotFound*")
                    .map(data -> state(data, config));
        }

        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = new LinkedHashMap<>();
            for (String name : List.of("url", "events", "active", "secret")) {
                if (!Objects.equals(state.get(name), config.get(name))) {
                    request.put(name, config.get(name));
                }
            }
            return state(sdk.patch("/v1/webhooks/" + id, request, GoTypes.WEBHOOK), config);
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            sdk.delete("/v1/webhooks/" + id);
        }
    }

    /// `fivetran_hybrid_deployment_agent`.
    record HybridAgent(GoSdk sdk) implements Terraform.Resource {
        private static final String PATH = "/v1/hybrid-deployment-agents";

        @Override
        public Set<String> computed() {
            return Set.of("id", "registered_at");
        }

        @Override
        public Set<String> kept() {
            return Set.of("auth_type", "env_type", "token", "files", "authentication_counter");
        }

        private static Map<String, @Nullable Object> state(
                Map<String, @Nullable Object> data, Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> state =
                    pick(data, "id", "display_name", "group_id", "registered_at");
            state.put("token", data.get("token"));
            state.put("files", data.get("files"));
            state.put("auth_type", config.get("auth_type"));
            return state;
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request =
                    pick(config, "group_id", "display_name", "env_type", "auth_type");
            request.put("accept_terms", true);
            return state(sdk.post(PATH, request, 201, GoTypes.HYBRID_AGENT), config);
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return sdk.read(PATH + "/" + id, GoTypes.HYBRID_AGENT, "NotFound_RemoteExecutionAgent")
                    .map(data -> state(data, config));
        }

        /// The counter went up: new credentials, by POST.
        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            return state(
                    sdk.post(
                            "%s/%s/re-auth".formatted(PATH, id),
                            config("auth_type", state.get("auth_type")),
                            200,
                            GoTypes.HYBRID_AGENT),
                    config);
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            sdk.delete(PATH + "/" + id);
        }
    }

    /// `fivetran_proxy_agent`.
    record ProxyAgent(GoSdk sdk) implements Terraform.Resource {
        private static final String[] SECRETS = {"auth_token", "client_cert", "client_private_key"};

        @Override
        public Set<String> computed() {
            return Set.of("id", "account_id", "registered_at", "created_by");
        }

        @Override
        public Set<String> kept() {
            return Set.of(
                    "auth_token", "client_cert", "client_private_key", "regeneration_counter");
        }

        private Map<String, @Nullable Object> state(Map<String, @Nullable Object> data) {
            Map<String, @Nullable Object> state =
                    pick(data, "id", "account_id", "registered_at", "created_by", "display_name");
            state.put("group_region", orNull(data.get("region")));
            return state;
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> made =
                    sdk.post(
                            "/v1/proxy",
                            pick(config, "display_name", "group_region"),
                            201,
                            GoTypes.PROXY_SECRETS);
            return withSecrets(String.valueOf(made.get("agent_id")), made);
        }

        /// It is read at once after it was made.
        private Map<String, @Nullable Object> withSecrets(
                String id, Map<String, @Nullable Object> secrets) {
            Map<String, @Nullable Object> state =
                    state(sdk.get("/v1/proxy/" + id, GoTypes.PROXY_AGENT));
            for (String name : SECRETS) {
                state.put(name, Objects.requireNonNull(orNull(secrets.get(name)), name));
            }
            return state;
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return sdk.read("/v1/proxy/" + id, GoTypes.PROXY_AGENT, "NotFound*").map(this::state);
        }

        /// The counter changed: new secrets, for the same agent.
        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            return withSecrets(
                    id,
                    sdk.post(
                            "/v1/proxy/%s/regenerate-secrets".formatted(id),
                            null,
                            200,
                            GoTypes.PROXY_SECRETS));
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            sdk.delete("/v1/proxy/" + id);
        }
    }

    /// `fivetran_private_link`, which the provider does not update.
    record PrivateLink(GoSdk sdk) implements Terraform.Resource {
        @Override
        public Set<String> computed() {
            return Set.of("id", "state", "state_summary", "host");
        }

        @Override
        public Set<String> kept() {
            return Set.of();
        }

        private static Map<String, @Nullable Object> state(Map<String, @Nullable Object> data) {
            Map<String, @Nullable Object> state =
                    pick(data, "id", "name", "region", "service", "state", "state_summary", "host");
            Map<String, @Nullable Object> map = GoSdk.fields(data.get("config"));
            map.values().removeIf(value -> orNull(value) == null);
            state.put("config_map", map);
            return state;
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = pick(config, "name", "region", "service");
            request.put("config", config.get("config_map"));
            return state(sdk.post("/v1/private-links", request, 201, GoTypes.PRIVATE_LINK));
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return sdk.read("/v1/private-links/" + id, GoTypes.PRIVATE_LINK, "NotFound*")
                    .map(PrivateLink::state);
        }

        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            throw new AssertionError("The provider does not update private links");
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            sdk.delete("/v1/private-links/" + id);
        }
    }

    /// `fivetran_external_logging`: the id is the group's.
    record ExternalLogging(GoSdk sdk) implements Terraform.Resource {
        private static final String PATH = "/v1/external-logging";
        private static final Set<String> MASKS = Set.of("******", "");

        /// What the provider fills where neither user nor server says anything.
        private static final Map<String, Object> DEFAULTS = Map.of("port", 0L, "enable_ssl", false);

        @Override
        public Set<String> computed() {
            return Set.of("id");
        }

        @Override
        public Set<String> kept() {
            return Set.of("run_setup_tests");
        }

        private static Map<String, @Nullable Object> state(
                Map<String, @Nullable Object> data, Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> state = pick(data, "id", "service", "enabled");
            state.put("group_id", state.get("id"));
            Map<String, @Nullable Object> wanted =
                    config.get("config") == null ? config() : GoSdk.fields(config.get("config"));
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            GoSdk.fields(data.get("config"))
                    .forEach((name, value) -> {
                        boolean mask = value == null || MASKS.contains(value);
                        Object known = mask ? wanted.get(name) : value;
                        if (known != null && !known.equals(DEFAULTS.get(name))) {
                            fields.put(name, known);
                        }
                    });
            state.put("config", fields);
            return state;
        }

        private void test(Object id, Map<String, @Nullable Object> config) {
            if (Objects.equals(config.get("run_setup_tests"), true)) {
                sdk.post("%s/%s/test".formatted(PATH, id), null, 200, GoTypes.SETUP_TESTS);
            }
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request =
                    pick(config, "group_id", "service", "enabled", "config");
            Map<String, @Nullable Object> made = sdk.post(PATH, request, 201, GoTypes.LOG_SERVICE);
            test(String.valueOf(made.get("id")), config);
            return state(made, config);
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            sdk.read(PATH + "/" + id, GoTypes.TYPED_LOG_SERVICE, "NotFound_LogService");
            return sdk.read(PATH + "/" + id, GoTypes.LOG_SERVICE, "NotFound_LogService")
                    .map(data -> state(data, config));
        }

        /// All of the configuration, secrets in clear included, when anything in it changed.
        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = config("enabled", config.get("enabled"));
            request.put("config", config.get("config"));
            Map<String, @Nullable Object> made =
                    sdk.patch(PATH + "/" + id, request, GoTypes.LOG_SERVICE);
            test(id, config);
            return state(made, config);
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            sdk.delete(PATH + "/" + id);
        }
    }
}
