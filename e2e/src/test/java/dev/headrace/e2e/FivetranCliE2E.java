package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestCertificate;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Every command on the account side of the vendor's own client, in the order of a sensible life.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FivetranCliE2E {
    /// What the client has for connections, their schemas and code, and transformations.
    private static final Set<String> OTHER_SIDE =
            Set.of(
                    "connection",
                    "connection-schema",
                    "connector-sdk-package",
                    "transformation",
                    "transformation-project");

    private static final String UNKNOWN = "no_such_thing";
    private static final String REGION = "GCP_EUROPE_WEST3";

    private FivetranCli cli;
    private String group = "";

    @BeforeAll
    void start() {
        HeadraceServer server = SharedApi.get();
        cli = new FivetranCli(server);
        group = text(cli.run("group create", config("{'name': 'cli_group'}")), "id");
    }

    @AfterAll
    void stop() {
        cli.close();
    }

    /// JSON with single quotes, as an option.
    private static String[] config(String json) {
        return new String[] {"--config", json.replace('\'', '"')};
    }

    private static String text(JsonNode data, String member) {
        JsonNode value = data.path(member);
        assertThat(value.isString()).as("%s of %s", member, data).isTrue();
        return value.stringValue();
    }

    private static List<String> ids(JsonNode page, String member) {
        List<String> ids = new ArrayList<>();
        page.path("items").forEach(item -> ids.add(text(item, member)));
        return ids;
    }

    @Test
    @Order(1)
    void theAccount() {
        JsonNode account = cli.run("account get");
        assertThat(text(account, "account_id")).isNotBlank();
        assertThat(text(account, "user_id")).isNotBlank();
    }

    @Test
    @Order(2)
    void groups() {
        assertThat(ids(cli.run("group list"), "id")).contains(group);
        assertThat(text(cli.run("group get /" + group), "name")).isEqualTo("cli_group");
        JsonNode renamed = cli.run("group update /" + group, config("{'name': 'cli_renamed'}"));
        assertThat(text(renamed, "name")).isEqualTo("cli_renamed");
        assertThat(ids(cli.run("group connection list /" + group), "id")).isEmpty();
        assertThat(text(cli.run("group public-key get /" + group), "public_key"))
                .startsWith("ssh-");
        assertThat(text(cli.run("group service-account get /" + group), "service_account"))
                .contains("@");
        assertThat(ids(cli.run("group list", "--limit", "1"), "id")).hasSize(1);
        assertThat(ids(cli.run("group list", "--filter", "id=" + group), "id"))
                .containsExactly(group);
        assertThat(cli.refused("group get /" + UNKNOWN)).contains(UNKNOWN);
        assertThat(cli.refused("group create", config("{}"))).contains("name");
    }

    @Test
    @Order(3)
    void membersOfGroups() {
        String user = invite("cli.member@example.com");
        cli.run(
                "group user add /" + group,
                config("{'email': 'cli.member@example.com', 'role': 'View Destination'}"));
        assertThat(ids(cli.run("group user list /" + group, "--active", "true"), "id"))
                .contains(user);
        cli.run("group user remove /%s /%s".formatted(group, user));
        assertThat(ids(cli.run("group user list /" + group), "id")).doesNotContain(user);
        cli.run("user delete /" + user);
    }

    private String invite(String email) {
        JsonNode user =
                cli.run(
                        "user invite",
                        config(
                                "{'email': '%s', 'given_name': 'Grace', 'family_name': 'Hopper'}"
                                        .formatted(email)));
        assertThat(user.path("invited").asBoolean(false)).isTrue();
        return text(user, "id");
    }

    @Test
    @Order(4)
    void destinations() {
        String database = SharedServer.newDatabase();
        JsonNode made = cli.run("destination create", "--config", destination(database));
        assertThat(text(made, "setup_status")).as(made.toString()).isEqualTo("connected");
        assertThat(text(made.path("config"), "port")).matches("[0-9]+");
        assertThat(text(made.path("config"), "password")).isEqualTo("******");
        assertThat(ids(cli.run("destination list"), "id")).contains(group);
        JsonNode read = cli.run("destination get /" + group);
        assertThat(read.path("config")).isEqualTo(made.path("config"));
        assertThat(read.has("setup_tests")).isFalse();
        JsonNode broken =
                cli.run("destination update /" + group, config("{'config': {'database': 'x'}}"));
        assertThat(text(broken, "setup_status")).isEqualTo("broken");
        cli.run(
                "destination update /" + group,
                config("{'config': {'database': '%s'}}".formatted(database)));
        JsonNode tested = cli.run("destination test /" + group);
        assertThat(text(tested, "setup_status")).isEqualTo("connected");
        tested.path("setup_tests")
                .forEach(test ->
                        assertThat(text(test, "status")).isIn("PASSED", "SKIPPED", "WARNING"));
        cli.refused("destination create", config("{'group_id': '%s'}".formatted(group)));
        assertThat(cli.refused("destination get /" + UNKNOWN)).contains(UNKNOWN);
    }

    private String destination(String database) {
        ObjectNode request = JsonMapper.shared().createObjectNode();
        request.put("group_id", group).put("service", "postgres_warehouse");
        request.put("region", REGION).put("time_zone_offset", "+1");
        request.putObject("config")
                .put("host", "127.0.0.1")
                .put("port", SharedServer.get().port())
                .put("database", database)
                .put("user", TestServer.LOADER)
                .put("password", TestServer.PASSWORD)
                .put("connection_type", "Directly");
        return request.toString();
    }

    @Test
    @Order(5)
    void certificatesOfDestinations() {
        String encoded = Base64.getEncoder().encodeToString(certificate());
        JsonNode approved =
                cli.run(
                        "certificate destination approve /" + group,
                        config("{'hash': 'aGFzaA/+x==', 'encoded_cert': '%s'}".formatted(encoded)));
        String id = text(approved, "id");
        assertThat(text(approved, "hash")).isEqualTo("aGFzaA/+x==");
        assertThat(ids(cli.run("certificate destination list /" + group), "id"))
                .containsExactly(id);
        for (String spelling : List.of(id, "aGFzaA/+x==")) {
            JsonNode read =
                    cli.run("certificate destination get /%s /%s".formatted(group, spelling));
            assertThat(read).isEqualTo(approved);
        }
        cli.run("certificate destination revoke /%s /%s".formatted(group, id));
        cli.refused("certificate destination get /%s /%s".formatted(group, id));
    }

    private static byte[] certificate() {
        try {
            return TestCertificate.of("db.example").make().certificate().getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Order(6)
    void fingerprintsOfDestinations() {
        JsonNode approved =
                cli.run(
                        "fingerprint destination approve /" + group,
                        config("{'hash': 'p0Vq7yq2', 'public_key': 'ssh-rsa AAAAB3NzaC1yc2EAAA'}"));
        String id = text(approved, "id");
        assertThat(ids(cli.run("fingerprint destination list /" + group), "hash"))
                .containsExactly("p0Vq7yq2");
        assertThat(cli.run("fingerprint destination get /%s /%s".formatted(group, id)))
                .isEqualTo(approved);
        cli.run("fingerprint destination revoke /%s /%s".formatted(group, id));
        assertThat(ids(cli.run("fingerprint destination list /" + group), "id")).isEmpty();
    }

    /// There are no connections here yet, and the client is told so.
    @Test
    @Order(7)
    void approvalsOfConnectionsThatAreNotThere() {
        String[] nothing = config("{'hash': 'x', 'public_key': 'y', 'encoded_cert': 'z'}");
        for (String what : List.of("certificate", "fingerprint")) {
            cli.refused(what + " connection list /" + UNKNOWN);
            cli.refused(what + " connection approve /" + UNKNOWN, nothing);
            cli.refused("%s connection get /%s /x".formatted(what, UNKNOWN));
            cli.refused("%s connection revoke /%s /x".formatted(what, UNKNOWN));
        }
    }

    @Test
    @Order(8)
    void users() {
        String user = invite("cli.user@example.com");
        assertThat(
                        ids(
                                cli.run(
                                        "user list",
                                        "--active",
                                        "true",
                                        "--user-type",
                                        "REGULAR_USER",
                                        "--has-api-key",
                                        "false"),
                                "id"))
                .contains(user);
        assertThat(ids(cli.run("user list", "--user-type", "SERVICE_ACCOUNT"), "id"))
                .doesNotContain(user);
        assertThat(text(cli.run("user get /" + user), "email")).isEqualTo("cli.user@example.com");
        JsonNode updated =
                cli.run(
                        "user update /" + user,
                        config("{'phone': '+31 20', 'role': 'Account Reviewer'}"));
        assertThat(text(updated, "phone")).isEqualTo("+31 20");
        memberships("user", user);
        cli.run("user account-role remove /" + user);
        assertThat(cli.run("user get /" + user).path("role").isNull()).isTrue();
        cli.run("user delete /" + user);
        assertThat(cli.refused("user get /" + user)).contains(user);
    }

    /// In groups, and in connections, of which there are none yet.
    private void memberships(String what, String id) {
        String member = what + " group %s /" + id;
        cli.run(
                member.formatted("add"),
                config("{'id': '%s', 'role': 'View Destination'}".formatted(group)));
        assertThat(ids(cli.run(member.formatted("list")), "id")).contains(group);
        String one = member + " /" + group;
        assertThat(text(cli.run(one.formatted("get")), "role")).isEqualTo("View Destination");
        cli.run(one.formatted("update"), config("{'role': 'Edit Destination'}"));
        assertThat(text(cli.run(one.formatted("get")), "role")).isEqualTo("Edit Destination");
        cli.run(one.formatted("remove"));
        assertThat(ids(cli.run(member.formatted("list")), "id")).doesNotContain(group);

        String connection = what + " connection %s /" + id;
        assertThat(ids(cli.run(connection.formatted("list")), "id")).isEmpty();
        String missing = connection + " /" + UNKNOWN;
        cli.refused(
                connection.formatted("add"),
                config("{'id': '%s', 'role': 'View Connection'}".formatted(UNKNOWN)));
        cli.refused(missing.formatted("get"));
        cli.refused(missing.formatted("update"), config("{'role': 'Edit Connection'}"));
        cli.refused(missing.formatted("remove"));
    }

    @Test
    @Order(9)
    void teams() {
        JsonNode made =
                cli.run(
                        "team create",
                        config(
                                "{'name': 'cli team', 'description': 'of tests', 'role': 'Account"
                                        + " Reviewer'}"));
        String team = text(made, "id");
        assertThat(ids(cli.run("team list"), "id")).contains(team);
        JsonNode updated = cli.run("team update /" + team, config("{'name': 'cli team 2'}"));
        assertThat(text(updated, "description")).isEqualTo("of tests");
        assertThat(text(cli.run("team get /" + team), "name")).isEqualTo("cli team 2");
        memberships("team", team);
        String user = invite("cli.team@example.com");
        cli.run(
                "team user add /" + team,
                config("{'user_id': '%s', 'role': 'Team Member'}".formatted(user)));
        assertThat(ids(cli.run("team user list /" + team, "--active", "true"), "user_id"))
                .contains(user);
        String one = "team user %s /" + team + " /" + user;
        assertThat(text(cli.run(one.formatted("get")), "role")).isEqualTo("Team Member");
        cli.run(one.formatted("update"), config("{'role': 'Team Manager'}"));
        assertThat(text(cli.run(one.formatted("get")), "role")).isEqualTo("Team Manager");
        cli.run(one.formatted("remove"));
        cli.run("team account-role remove /" + team);
        assertThat(cli.run("team get /" + team).path("role").isNull()).isTrue();
        cli.run("team delete /" + team);
        assertThat(cli.refused("team get /" + team)).contains(team);
        cli.run("user delete /" + user);
    }

    @Test
    @Order(10)
    void roles() {
        assertThat(ids(cli.run("role list"), "name"))
                .contains("Account Administrator", "Manage Destination", "Destination Reviewer");
    }

    @Test
    @Order(11)
    void systemKeys() {
        JsonNode made =
                cli.run(
                        "system-key create",
                        config(
                                "{'name': 'ci', 'expiration_period': 'ONE_WEEK', 'permissions':"
                                        + " [{'resource_type': 'DESTINATION', 'access_level': 'READ'}]}"));
        String key = text(made, "id");
        assertThat(text(made, "secret")).isNotBlank();
        assertThat(ids(cli.run("system-key list"), "id")).contains(key);
        assertThat(cli.run("system-key get /" + key).has("secret")).isFalse();
        cli.run("system-key update /" + key, config("{'name': 'ci2'}"));
        JsonNode rotated =
                cli.run("system-key rotate /" + key, config("{'expiration_period': 'INFINITE'}"));
        assertThat(text(rotated, "secret")).isNotEqualTo(text(made, "secret"));
        assertThat(text(cli.run("system-key get /" + key), "name")).isEqualTo("ci2");
        cli.run("system-key delete /" + key);
        cli.refused("system-key get /" + key);
    }

    @Test
    @Order(12)
    void hybridDeploymentAgents() {
        JsonNode made =
                cli.run(
                        "hybrid-deployment-agent create",
                        config(
                                "{'group_id': '%s', 'display_name': 'onprem', 'env_type': 'DOCKER',"
                                                .formatted(group)
                                        + " 'accept_terms': true, 'auth_type': 'AUTO'}"));
        String agent = text(made, "id");
        String token = text(made, "token");
        assertThat(ids(cli.run("hybrid-deployment-agent list", "--group-id", group), "id"))
                .containsExactly(agent);
        assertThat(cli.run("hybrid-deployment-agent get /" + agent).has("token")).isFalse();
        JsonNode again =
                cli.run(
                        "hybrid-deployment-agent regenerate-auth /" + agent,
                        config("{'auth_type': 'AUTO'}"));
        assertThat(text(again, "token")).isNotEqualTo(token);
        cli.run("hybrid-deployment-agent reset-credentials /" + agent);
        cli.run("hybrid-deployment-agent delete /" + agent);
        cli.refused("hybrid-deployment-agent get /" + agent);
    }

    @Test
    @Order(13)
    void proxyAgents() {
        JsonNode made =
                cli.run(
                        "proxy-agent create",
                        config("{'display_name': 'cli', 'group_region': '%s'}".formatted(REGION)));
        String agent = text(made, "agent_id");
        assertThat(ids(cli.run("proxy-agent list"), "id")).contains(agent);
        assertThat(text(cli.run("proxy-agent get /" + agent), "region")).isEqualTo(REGION);
        assertThat(ids(cli.run("proxy-agent connection list /" + agent), "connection_id"))
                .isEmpty();
        JsonNode again = cli.run("proxy-agent regenerate-secrets /" + agent);
        assertThat(text(again, "auth_token")).isNotEqualTo(text(made, "auth_token"));
        cli.run("proxy-agent delete /" + agent);
        assertThat(cli.refused("proxy-agent get /" + agent)).isEqualTo("Proxy Agent not found.");
    }

    @Test
    @Order(14)
    void privateLinks() {
        JsonNode made =
                cli.run(
                        "private-link create",
                        config(
                                "{'name': 'cli_link', 'region': 'AWS_EU_WEST_1', 'service':"
                                        + " 'SOURCE_AWS', 'config': {'connection_service_name':"
                                        + " 'com.amazonaws.vpce.eu-west-1.vpce-svc-0'}}"));
        String link = text(made, "id");
        assertThat(ids(cli.run("private-link list"), "id")).contains(link);
        JsonNode read = cli.run("private-link get /" + link);
        assertThat(text(read.path("config"), "connection_service_name")).startsWith("com.");
        String[] change = config("{'config': {'connection_service_name': 'com.amazonaws.b'}}");
        if (text(read, "state").equals("CREATING")) {
            cli.refused("private-link update /" + link, change);
        } else {
            cli.run("private-link update /" + link, change);
        }
        cli.run("private-link delete /" + link);
    }

    @Test
    @Order(15)
    void webhooks() {
        String[] request =
                config(
                        "{'url': 'https://hooks.example/x', 'events': ['sync_start', 'sync_end'],"
                                + " 'active': false, 'secret': 'hr-s3cr3t-hook'}");
        String account = text(cli.run("webhook create-account", request), "id");
        JsonNode ofGroup = cli.run("webhook create-group /" + group, request);
        assertThat(text(ofGroup, "group_id")).isEqualTo(group);
        assertThat(text(ofGroup, "secret")).isEqualTo("******");
        assertThat(ids(cli.run("webhook list"), "id")).contains(account, text(ofGroup, "id"));
        JsonNode updated =
                cli.run("webhook update /" + account, config("{'events': ['sync_end']}"));
        assertThat(updated.path("events").size()).isOne();
        assertThat(cli.run("webhook get /" + account)).isEqualTo(updated);
        JsonNode tested = cli.run("webhook test /" + account, config("{'event': 'sync_end'}"));
        assertThat(tested.path("succeed").asBoolean(true)).isFalse();
        cli.run("webhook delete /" + account);
        cli.run("webhook delete /" + text(ofGroup, "id"));
    }

    @Test
    @Order(16)
    void logServices() {
        String settings =
                "'service': 'splunkLog', 'enabled': true, 'config': {'host': 'splunk.invalid',"
                        + " 'port': 8088, 'channel': 'c', 'token': 'hr-s3cr3t-splunk'}";
        JsonNode made =
                cli.run(
                        "log-service group create",
                        config("{'group_id': '%s', %s}".formatted(group, settings)));
        assertThat(text(made, "id")).isEqualTo(group);
        assertThat(ids(cli.run("log-service account list"), "id")).contains(group);
        logService("log-service group %s /" + group);
        cli.run("log-service account create", config("{%s}".formatted(settings)));
        logService("log-service account %s");
    }

    private void logService(String one) {
        JsonNode read = cli.run(one.formatted("get"));
        assertThat(text(read.path("config"), "token")).isEqualTo("******");
        assertThat(read.path("config").path("port").isNumber()).isTrue();
        JsonNode updated = cli.run(one.formatted("update"), config("{'enabled': false}"));
        assertThat(updated.path("enabled").asBoolean(true)).isFalse();
        JsonNode tested = cli.run(one.formatted("test"));
        assertThat(tested.path("setup_tests").isArray()).isTrue();
        cli.run(one.formatted("delete"));
        cli.refused(one.formatted("get"));
    }

    @Test
    @Order(17)
    void connectorTypes() {
        List<String> types = ids(cli.run("connector-metadata list"), "id");
        if (!types.isEmpty()) {
            cli.run("connector-metadata get /" + types.getFirst());
        }
        assertThat(cli.refused("connector-metadata get /" + UNKNOWN)).contains(UNKNOWN);
        cli.run("public-connector list");
    }

    @Test
    @Order(18)
    void everythingGoes() {
        cli.run("destination delete /" + group);
        cli.run("group delete /" + group);
        assertThat(cli.refused("group get /" + group)).contains(group);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void noCommandIsLeftOut() {
        Set<String> accountSide =
                cli.commands().stream()
                        .filter(words -> !OTHER_SIDE.contains(words.split(" ", 2)[0]))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(accountSide).hasSizeGreaterThan(100);
        assertThat(cli.done()).containsExactlyInAnyOrderElementsOf(accountSide);
    }
}
