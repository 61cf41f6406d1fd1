package dev.headrace.e2e;

import static dev.headrace.e2e.Terraform.config;
import static dev.headrace.e2e.Terraform.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.e2e.TerraformAccess.Group;
import dev.headrace.e2e.TerraformAccess.GroupUsers;
import dev.headrace.e2e.TerraformAccess.Memberships;
import dev.headrace.e2e.TerraformAccess.Team;
import dev.headrace.e2e.TerraformAccess.User;
import dev.headrace.e2e.TerraformRecords.ExternalLogging;
import dev.headrace.e2e.TerraformRecords.HybridAgent;
import dev.headrace.e2e.TerraformRecords.PrivateLink;
import dev.headrace.e2e.TerraformRecords.ProxyAgent;
import dev.headrace.e2e.TerraformRecords.Webhook;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the Terraform provider does with each of its resources: apply, plan without changes,
/// update, import, destroy. Destinations are in [TerraformDestinationE2E].
class TerraformReplayE2E {
    private final GoSdk sdk = new GoSdk(SharedApi.get());

    private Map<String, @Nullable Object> group(String name) {
        return Terraform.apply(new Group(sdk), config("name", name));
    }

    private Map<String, @Nullable Object> user(String email) {
        return Terraform.apply(
                new User(sdk),
                config("email", email, "given_name", "Grace", "family_name", "Hopper"));
    }

    @Test
    void groups() {
        Group resource = new Group(sdk);
        Map<String, @Nullable Object> state = group("tf_group");
        Terraform.requireImport(resource, state);
        Terraform.destroy(resource, state);
    }

    @Test
    void usersOfGroups() {
        GroupUsers resource = new GroupUsers(sdk);
        Map<String, @Nullable Object> group = group("tf_group_users");
        Map<String, @Nullable Object> first = user("tf.first@example.com");
        Map<String, @Nullable Object> second = user("tf.second@example.com");
        Object one = config("email", first.get("email"), "role", "View Destination");
        Object two = config("email", second.get("email"), "role", "Destination Analyst");
        Map<String, @Nullable Object> state =
                Terraform.apply(resource, config("group_id", id(group), "users", Set.of(one, two)));
        Terraform.requireImport(resource, state);
        Object more = config("email", second.get("email"), "role", "Manage Destination");
        state =
                Terraform.update(
                        resource, state, config("group_id", id(group), "users", Set.of(more)));
        resource.delete(id(group), state);
        assertThat(resource.read(id(group), config()).orElseThrow().get("users"))
                .isEqualTo(Set.of());
        Terraform.destroy(new Group(sdk), group);
        Terraform.destroy(new User(sdk), first);
        Terraform.destroy(new User(sdk), second);
    }

    @Test
    void users() {
        User resource = new User(sdk);
        Map<String, @Nullable Object> config =
                config(
                        "email", "tf.user@example.com",
                        "given_name", "Grace",
                        "family_name", "Hopper",
                        "phone", "+31 20 123",
                        "picture", "https://example.com/grace.png",
                        "role", "Account Reviewer");
        Map<String, @Nullable Object> state = Terraform.apply(resource, config);
        Terraform.requireImport(resource, state);
        // Nothing but local attributes changed: the body is empty.
        state = Terraform.update(resource, state, config);
        config.put("given_name", "Amazing Grace");
        config.put("phone", null);
        config.put("role", null);
        state = Terraform.update(resource, state, config);
        config.put("role", "Owner");
        state = Terraform.update(resource, state, config);
        Terraform.destroy(resource, state);
    }

    @Test
    void teams() {
        Team resource = new Team(sdk);
        Map<String, @Nullable Object> config =
                config("name", "tf team", "description", "of Terraform", "role", "Account Analyst");
        Map<String, @Nullable Object> state = Terraform.apply(resource, config);
        Terraform.requireImport(resource, state);
        config.put("name", "tf team 2");
        config.put("role", "Account Reviewer");
        state = Terraform.update(resource, state, config);
        Terraform.destroy(resource, state);
        Memberships gone = new Memberships(sdk, "teams", "groups", "id");
        Terraform.requireGone(gone, state);
    }

    @Test
    void membersOfTeams() {
        Map<String, @Nullable Object> team =
                Terraform.apply(new Team(sdk), config("name", "tf members", "description", "x"));
        Map<String, @Nullable Object> user = user("tf.member@example.com");
        Map<String, @Nullable Object> group = group("tf_team_group");
        memberships(
                new Memberships(sdk, "teams", "users", "user_id"),
                id(team),
                id(user),
                "Team Member",
                "Team Manager");
        memberships(
                new Memberships(sdk, "teams", "groups", "id"),
                id(team),
                id(group),
                "Destination Reviewer",
                "Manage Destination");
        none(new Memberships(sdk, "teams", "connections", "id"), id(team));
        Terraform.destroy(new Team(sdk), team);
        Terraform.destroy(new User(sdk), user);
        Terraform.destroy(new Group(sdk), group);
    }

    @Test
    void membershipsOfUsers() {
        Map<String, @Nullable Object> user = user("tf.memberships@example.com");
        Map<String, @Nullable Object> group = group("tf_user_group");
        memberships(
                new Memberships(sdk, "users", "groups", "id"),
                id(user),
                id(group),
                "Create Connection",
                "Edit Destination");
        none(new Memberships(sdk, "users", "connections", "id"), id(user));
        Terraform.destroy(new User(sdk), user);
        Terraform.destroy(new Group(sdk), group);
    }

    private static void memberships(
            Memberships resource, String parent, String member, String role, String other) {
        Map<String, @Nullable Object> config =
                config(
                        "parent",
                        parent,
                        "members",
                        Set.of(config(resource.key(), member, "role", role)));
        Map<String, @Nullable Object> state = Terraform.apply(resource, config);
        Terraform.requireImport(resource, state);
        config.put("members", Set.of(config(resource.key(), member, "role", other)));
        state = Terraform.update(resource, state, config);
        resource.delete(parent, state);
        none(resource, parent);
    }

    /// A list under a parent that is there is never 404: the provider would lose the reason.
    private static void none(Memberships resource, String parent) {
        assertThat(resource.read(parent, config()).orElseThrow().get("members"))
                .isEqualTo(Set.of());
    }

    @Test
    void webhooks() {
        Webhook resource = new Webhook(sdk);
        Map<String, @Nullable Object> group = group("tf_webhook");
        try (HookReceiver receiver = SharedApi.receiver()) {
            Map<String, @Nullable Object> config =
                    config(
                            "type",
                            "account",
                            "url",
                            receiver.url("/account"),
                            "events",
                            List.of("sync_end", "sync_start"),
                            "active",
                            true,
                            "secret",
                            "hr-s3cr3t-tf-hook",
                            "run_tests",
                            true);
            Map<String, @Nullable Object> state = Terraform.apply(resource, config);
            assertThat(receiver.deliveries()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(receiver.deliveries())
                    .allMatch(delivery -> Objects.toString(delivery.signature(), "").length() == 64)
                    .anyMatch(delivery -> delivery.body().contains("\"sync_start\""));
            Terraform.requireImport(resource, state);
            config.put("events", List.of("sync_start", "status", "sync_end"));
            config.put("active", false);
            state = Terraform.update(resource, state, config);
            Terraform.destroy(resource, state);

            Map<String, @Nullable Object> ofGroup = new LinkedHashMap<>(config);
            ofGroup.put("type", "group");
            ofGroup.put("group_id", id(group));
            Terraform.destroy(resource, Terraform.apply(resource, ofGroup));
        }
        Terraform.destroy(new Group(sdk), group);
    }

    @Test
    void hybridDeploymentAgents() {
        HybridAgent resource = new HybridAgent(sdk);
        Map<String, @Nullable Object> group = group("tf_hybrid");
        for (String type : List.of("AUTO", "MANUAL")) {
            Map<String, @Nullable Object> config =
                    config(
                            "group_id",
                            id(group),
                            "display_name",
                            "tf " + type,
                            "env_type",
                            "DOCKER",
                            "auth_type",
                            type);
            Map<String, @Nullable Object> state = Terraform.apply(resource, config);
            requireCredentials(type, state);
            Terraform.requireImport(resource, state);
            Map<String, @Nullable Object> again = Terraform.update(resource, state, config);
            requireCredentials(type, again);
            assertThat(again.get(type.equals("AUTO") ? "token" : "files"))
                    .isNotEqualTo(state.get(type.equals("AUTO") ? "token" : "files"));
            Terraform.destroy(resource, again);
        }
        Terraform.destroy(new Group(sdk), group);
    }

    private static void requireCredentials(String type, Map<String, @Nullable Object> state) {
        Map<String, @Nullable Object> files = GoSdk.fields(state.get("files"));
        if (type.equals("AUTO")) {
            assertThat(state.get("token")).isNotEqualTo("");
        } else {
            assertThat(files.values()).hasSize(3).doesNotContain("");
        }
    }

    @Test
    void proxyAgents() {
        ProxyAgent resource = new ProxyAgent(sdk);
        Map<String, @Nullable Object> config =
                config("display_name", "tf proxy", "group_region", "AZURE_KOREACENTRAL");
        Map<String, @Nullable Object> state = Terraform.apply(resource, config);
        Terraform.requireImport(resource, state);
        Map<String, @Nullable Object> again = Terraform.update(resource, state, config);
        assertThat(again.get("auth_token")).isNotEqualTo(state.get("auth_token"));
        Terraform.destroy(resource, again);
    }

    @Test
    void privateLinks() {
        PrivateLink resource = new PrivateLink(sdk);
        Map<String, @Nullable Object> map =
                config("connection_service_name", "com.amazonaws.vpce.eu-west-1.vpce-svc-0");
        Map<String, @Nullable Object> config =
                config(
                        "name", "tf_link",
                        "region", "AWS_EU_WEST_1",
                        "service", "SOURCE_AWS",
                        "config_map", map);
        Map<String, @Nullable Object> state = Terraform.apply(resource, config);
        assertThat(state.get("state")).isNotNull();
        Terraform.requireImport(resource, state);
        Terraform.destroy(resource, state);
        map =
                config(
                        "connection_service_id", "/subscriptions/x",
                        "sub_resource_name", "postgresqlServer",
                        "private_dns_records", "a;b");
        config.put("service", "SOURCE_AZURE");
        config.put("region", "AZURE_EASTUS2");
        config.put("config_map", map);
        Terraform.destroy(resource, Terraform.apply(resource, config));
    }

    @Test
    void externalLogging() {
        ExternalLogging resource = new ExternalLogging(sdk);
        Map<String, @Nullable Object> group = group("tf_logging");
        Map<String, Map<String, @Nullable Object>> services = new LinkedHashMap<>();
        services.put(
                "splunkLog",
                config(
                        "host", "splunk.invalid",
                        "port", 8088L,
                        "channel", "c1",
                        "token", "hr-s3cr3t-tf-splunk",
                        "enable_ssl", true));
        services.put("datadog_log", config("api_key", "hr-s3cr3t-tf-datadog", "region", "EU"));
        services.put(
                "azure_monitor_log",
                config("workspace_id", "w", "primary_key", "hr-s3cr3t-tf-azure"));
        services.put(
                "grafana_loki",
                config(
                        "loki_url", "https://loki.invalid",
                        "username", "u",
                        "access_token", "hr-s3cr3t-tf-loki"));
        services.put(
                "cloudwatch",
                config("log_group_name", "g", "role_arn", "arn:aws:iam::1:role/x", "region", "r"));
        services.put("new_relic_log", config("api_key", "hr-s3cr3t-tf-relic", "sub_domain", "EU"));
        services.forEach((service, settings) -> {
            Map<String, @Nullable Object> config =
                    config(
                            "group_id",
                            id(group),
                            "service",
                            service,
                            "enabled",
                            true,
                            "config",
                            settings,
                            "run_setup_tests",
                            service.equals("splunkLog"));
            Map<String, @Nullable Object> state = Terraform.apply(resource, config);
            assertThat(id(state)).isEqualTo(id(group));
            config.put("enabled", false);
            state = Terraform.update(resource, state, config);
            Terraform.destroy(resource, state);
        });
        Terraform.destroy(new Group(sdk), group);
    }

    /// Each of them loops by pages of a thousand; here also by pages of one.
    @Test
    void dataSources() {
        Map<String, @Nullable Object> group = group("tf_data");
        Map<String, @Nullable Object> other = group("tf_data_2");
        for (int limit : new int[] {1_000, 1}) {
            List<Map<String, @Nullable Object>> groups =
                    sdk.list("/v1/groups", GoTypes.GROUP, limit);
            assertThat(groups).contains(group, other).doesNotHaveDuplicates();
            List<Map<String, @Nullable Object>> users = sdk.list("/v1/users", GoTypes.USER, limit);
            assertThat(users).isNotEmpty();
            users.forEach(user -> {
                assertThat(user.get("verified")).isNotNull();
                assertThat(user.get("invited")).isNotNull();
            });
            List<Map<String, @Nullable Object>> roles = sdk.list("/v1/roles", GoTypes.ROLE, limit);
            assertThat(roles).hasSizeGreaterThan(14);
            roles.forEach(role -> {
                assertThat(role.get("is_custom")).isNotNull();
                assertThat(role.get("is_deprecated")).isNotNull();
            });
            sdk.list("/v1/destinations", GoTypes.DESTINATION, limit);
            sdk.list("/v1/teams", GoTypes.TEAM, limit);
            sdk.list("/v1/webhooks", GoTypes.WEBHOOK, limit);
            sdk.list("/v1/proxy", GoTypes.PROXY_AGENT, limit);
            sdk.list("/v1/private-links", GoTypes.PRIVATE_LINK, limit);
            sdk.list("/v1/external-logging", GoTypes.LOG_SERVICE, limit);
            sdk.list("/v1/hybrid-deployment-agents", GoTypes.HYBRID_AGENT, limit);
        }
        List<Map<String, @Nullable Object>> members =
                sdk.list("/v1/groups/%s/users".formatted(id(group)), GoTypes.USER);
        Object caller = sdk.get("/v1/account/info", GoTypes.ACCOUNT).get("user_id");
        assertThat(members).extracting(user -> user.get("id")).containsExactly(caller);
        assertThat(
                        sdk.list(
                                "/v1/groups/%s/connections".formatted(id(group)),
                                GoType.struct("Connection").strings("id")))
                .isEmpty();
        Terraform.destroy(new Group(sdk), group);
        Terraform.destroy(new Group(sdk), other);
    }
}
