package dev.headrace.api;

import static dev.headrace.api.Shape.FLAG;
import static dev.headrace.api.Shape.MOMENT;
import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.HybridAgentRows;
import dev.headrace.control.HybridAgentFiles;
import dev.headrace.control.HybridAgents;
import dev.headrace.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;

/// Hybrid deployment agents.
final class HybridAgentEndpoints {
    private static final String FAMILY = "Hybrid deployment agents";
    private static final String ALL = "/v1/hybrid-deployment-agents";
    private static final String ONE = ALL + "/{agentId}";

    /// As long as a list shows it well.
    private static final int NAME_MAX = 255;

    private static final Shape AUTH_TYPE = Shape.choice("AUTO", "MANUAL");
    private static final Shape ENV_TYPE =
            Shape.choice("DOCKER", "PODMAN", "KUBERNETES", "SNOWPARK");
    private static final List<Field> COMMON =
            List.of(
                    Field.of("id", TEXT),
                    Field.of("display_name", TEXT),
                    Field.of("group_id", TEXT),
                    Field.of("version", TEXT).about("empty until the agent has told it"),
                    Field.of("enabled", FLAG),
                    Field.of("online", FLAG),
                    Field.of("deployment_type", ENV_TYPE),
                    Field.of("registered_at", MOMENT),
                    Field.of("updated_at", MOMENT),
                    Field.of("last_used_at", MOMENT).orNull(),
                    Field.of("created_by", TEXT));
    private static final Shape.Fields USAGE =
            Shape.fields(
                    "HybridAgentUsage",
                    Field.of("connection_id", TEXT),
                    Field.of("schema", TEXT).orNull(),
                    Field.of("service", TEXT));
    private static final Shape.Fields FILES =
            Shape.fields(
                    "HybridAgentFiles",
                    Field.of("config_json", TEXT).asSecret(),
                    Field.of("auth_json", TEXT).asSecret(),
                    Field.of("docker_compose_yaml", TEXT).asSecret());
    private static final Shape.Fields AGENT =
            fields("HybridAgent", Field.of("usage", Shape.listOf(USAGE)));
    private static final Shape.Fields ENROLLED =
            fields(
                    "EnrolledHybridAgent",
                    Field.optional("token", TEXT).asSecret(),
                    Field.optional("files", FILES));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "HybridAgentRequest",
                    Field.of("group_id", TEXT),
                    Field.of("display_name", new Shape.Text(NAME_MAX, "onprem-1")),
                    Field.of("env_type", ENV_TYPE),
                    Field.of("accept_terms", FLAG),
                    Field.optional("auth_type", AUTH_TYPE));
    private static final Shape.Fields REAUTHENTICATION =
            Shape.fields("HybridAgentReauthentication", Field.optional("auth_type", AUTH_TYPE));
    private static final Shape.Fields NOTHING = Shape.fields("HybridAgentReset");

    private final HybridAgents agents;

    HybridAgentEndpoints(HybridAgents agents) {
        this.agents = agents;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(ALL, "get_hybrid_deployment_agent_list")
                        .about(FAMILY, "List agents")
                        .query("groupId", TEXT)
                        .lists(AGENT)
                        .by(this::list),
                Endpoint.post(ALL, "create_hybrid_deployment_agent")
                        .about(FAMILY, "Create an agent")
                        .takes(WISH)
                        .creates(ENROLLED)
                        .by(this::create),
                Endpoint.get(ONE, "get_hybrid_deployment_agent")
                        .about(FAMILY, "Get an agent")
                        .answers(AGENT)
                        .by(call ->
                                Answer.of(
                                        "Hybrid deployment agent details retrieved successfully",
                                        agent(agents.get(call.caller(), id(call))))),
                Endpoint.delete(ONE, "delete_hybrid_deployment_agent")
                        .about(FAMILY, "Delete an agent")
                        .by(this::delete),
                Endpoint.patch(ONE + "/re-auth", "re_auth_hybrid_deployment_agent")
                        .about(FAMILY, "Give an agent a new token")
                        .takes(REAUTHENTICATION)
                        .answers(ENROLLED)
                        .by(this::reauthenticate),
                Endpoint.post(ONE + "/re-auth", "re_auth_hybrid_deployment_agent_by_post")
                        .about(FAMILY, "Give an agent a new token, as older clients ask for it")
                        .takes(REAUTHENTICATION)
                        .answers(ENROLLED)
                        .by(this::reauthenticate),
                Endpoint.post(
                                ONE + "/reset-credentials",
                                "reset_hybrid_deployment_agent_credentials")
                        .about(FAMILY, "Make an agent's token worthless")
                        .takes(NOTHING)
                        .by(this::reset));
    }

    private Answer list(Call call) {
        return Answer.list(
                "Hybrid deployment agents retrieved successfully",
                agents.list(call.caller(), call.query("groupId"), call.page()),
                HybridAgentEndpoints::agent);
    }

    private Answer create(Call call) {
        Body body = call.body();
        return Answer.of(
                "Hybrid deployment agent has been created",
                enrolled(
                        agents.create(
                                call.caller(),
                                new HybridAgents.Wish(
                                        body.text("group_id"),
                                        body.text("display_name"),
                                        body.text("env_type"),
                                        body.find("auth_type").orElse("AUTO"),
                                        body.flag("accept_terms").orElse(false)))));
    }

    private Answer reauthenticate(Call call) {
        return Answer.of(
                "Hybrid deployment agent re-authentication successful",
                enrolled(
                        agents.reauthenticate(
                                call.caller(), id(call), call.body().find("auth_type"))));
    }

    private Answer reset(Call call) {
        agents.resetCredentials(call.caller(), id(call));
        return Answer.of(
                "Successfully reset credentials the agent with id = %s".formatted(id(call)));
    }

    private Answer delete(Call call) {
        agents.delete(call.caller(), id(call));
        return Answer.of(
                "Hybrid deployment agent with id = %s has been deleted.".formatted(id(call)));
    }

    private static String id(Call call) {
        return call.path("agentId");
    }

    private static Members common(HybridAgentRows.Row row) {
        return new Members()
                .put("id", row.id())
                .put("display_name", row.displayName())
                .put("group_id", row.groupId())
                .put("version", "")
                .put("enabled", true)
                .put("online", false)
                .put("deployment_type", row.envType())
                .put("registered_at", row.registeredAt())
                .put("updated_at", row.updatedAt())
                .put("last_used_at", row.lastUsedAt())
                .put("created_by", row.createdBy());
    }

    private static Members agent(HybridAgentRows.Row row) {
        return common(row).put("usage", JsonNodeFactory.instance.arrayNode());
    }

    private static Members enrolled(HybridAgents.Enrolled enrolled) {
        Members members = common(enrolled.row());
        HybridAgentFiles files = enrolled.files();
        return files == null
                ? members.put("token", enrolled.token().reveal())
                : members.put(
                        "files",
                        new Members()
                                .put("config_json", base64(files.configJson()))
                                .put("auth_json", base64(files.authJson()))
                                .put("docker_compose_yaml", base64(files.composeYaml())));
    }

    private static String base64(Secret file) {
        return Base64.getEncoder().encodeToString(file.reveal().getBytes(StandardCharsets.UTF_8));
    }

    private static Shape.Fields fields(String name, Field... more) {
        return new Shape.Fields(name, Stream.concat(COMMON.stream(), Stream.of(more)).toList());
    }
}
