package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.DestinationRows;
import dev.headrace.catalog.ProxyAgentRows;
import dev.headrace.control.ProxyAgents;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Proxy agents.
final class ProxyAgentEndpoints {
    private static final String FAMILY = "Proxy agents";
    private static final String ALL = "/v1/proxy";
    private static final String ONE = ALL + "/{agentId}";
    private static final String REGION_STANDARD = "GCP_US_EAST4";

    /// As long as a list shows it well.
    private static final int NAME_MAX = 255;

    private static final List<Field> COMMON =
            List.of(
                    Field.of("id", TEXT),
                    Field.of("account_id", TEXT),
                    Field.of("registered_at", Shape.MOMENT),
                    Field.of("region", TEXT),
                    Field.of("created_by", TEXT),
                    Field.of("display_name", TEXT),
                    Field.of("version", TEXT).about("empty until the agent has told it"),
                    Field.of("status", Shape.choice("NOT_FOUND", "CONNECTED", "NOT_CONNECTED")));
    private static final Shape COUNT = new Shape.Whole(0, Integer.MAX_VALUE);
    private static final Shape.Fields ITEM =
            fields(
                    "ProxyAgentItem",
                    Field.of("connector_count", COUNT),
                    Field.of("destination_count", COUNT));
    private static final Shape.Fields AGENT =
            fields(
                    "ProxyAgent",
                    Field.of(
                            "usage",
                            Shape.listOf(
                                    Shape.fields(
                                            "ProxyAgentUsage",
                                            Field.of("id", TEXT),
                                            Field.of("schema", TEXT).orNull(),
                                            Field.of("service", TEXT)))));
    private static final Shape.Fields CREDENTIALS =
            Shape.fields(
                    "ProxyAgentCredentials",
                    Field.of("agent_id", TEXT),
                    Field.of("auth_token", TEXT).asSecret(),
                    Field.of("client_cert", TEXT),
                    Field.of("client_private_key", TEXT).asSecret());
    private static final Shape.Fields CONNECTION =
            Shape.fields("ProxyAgentConnection", Field.of("connection_id", TEXT));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "ProxyAgentRequest",
                    Field.of("display_name", new Shape.Text(NAME_MAX, "onprem-1")),
                    Field.optional("group_region", TEXT));
    private static final Shape.Fields NOTHING = Shape.fields("ProxyAgentRegeneration");

    private final ProxyAgents agents;
    private final String accountId;

    ProxyAgentEndpoints(ProxyAgents agents, String accountId) {
        this.agents = agents;
        this.accountId = accountId;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(ALL, "get_proxy_agent")
                        .about(FAMILY, "List proxy agents")
                        .lists(ITEM)
                        .by(call ->
                                Answer.list(
                                        "Proxy agent retrieved successfully",
                                        agents.list(call.caller(), call.page()),
                                        this::item)),
                Endpoint.post(ALL, "create_proxy_agent")
                        .about(FAMILY, "Create a proxy agent")
                        .takes(WISH)
                        .creates(CREDENTIALS)
                        .by(this::create),
                Endpoint.get(ONE, "get_proxy_agent_details")
                        .about(FAMILY, "Get a proxy agent")
                        .answers(AGENT)
                        .by(call ->
                                Answer.of(
                                        "Proxy agent details retrieved successfully",
                                        agent(agents.get(call.caller(), id(call))))),
                Endpoint.delete(ONE, "delete_proxy_agent")
                        .about(FAMILY, "Delete a proxy agent")
                        .by(this::delete),
                Endpoint.get(ONE + "/connections", "get_proxy_agent_connections")
                        .about(FAMILY, "List the connections that go through a proxy agent")
                        .lists(CONNECTION)
                        .by(call ->
                                Answer.list(
                                        "Proxy agent connections retrieved successfully",
                                        agents.connections(call.caller(), id(call)),
                                        connection ->
                                                new Members().put("connection_id", connection))),
                Endpoint.post(ONE + "/regenerate-secrets", "regenerate_proxy_agent_secrets")
                        .about(FAMILY, "Give a proxy agent a new token and certificate")
                        .takes(NOTHING)
                        .answers(CREDENTIALS)
                        .by(call ->
                                Answer.of(
                                        "Proxy agent secrets have been regenerated",
                                        credentials(agents.regenerate(call.caller(), id(call))))));
    }

    private Answer create(Call call) {
        Body body = call.body();
        return Answer.of(
                "Proxy agent has been created",
                credentials(
                        agents.create(
                                call.caller(),
                                body.text("display_name"),
                                body.find("group_region").orElse(REGION_STANDARD))));
    }

    private Answer delete(Call call) {
        agents.delete(call.caller(), id(call));
        return Answer.of("Agent %s successfully deleted".formatted(id(call)));
    }

    private static String id(Call call) {
        return call.path("agentId");
    }

    private static Members credentials(ProxyAgents.Credentials credentials) {
        return new Members()
                .put("agent_id", credentials.agentId())
                .put("auth_token", credentials.token().reveal())
                .put("client_cert", credentials.certificate())
                .put("client_private_key", credentials.key().reveal());
    }

    private Members common(ProxyAgentRows.Row row) {
        return new Members()
                .put("id", row.id())
                .put("account_id", accountId)
                .put("registered_at", row.registeredAt())
                .put("region", row.region())
                .put("created_by", row.createdBy())
                .put("display_name", row.displayName())
                .put("version", "")
                .put("status", "NOT_CONNECTED");
    }

    private Members item(ProxyAgents.Listed listed) {
        return common(listed.row())
                .put("connector_count", 0)
                .put("destination_count", listed.destinations());
    }

    private Members agent(ProxyAgents.Seen seen) {
        ArrayNode usage = JsonNodeFactory.instance.arrayNode();
        for (DestinationRows.Use use : seen.uses()) {
            usage.add(
                    new Members()
                            .put("id", use.id())
                            .put("schema", (String) null)
                            .put("service", use.service())
                            .json());
        }
        return common(seen.row()).put("usage", usage);
    }

    private static Shape.Fields fields(String name, Field... more) {
        return new Shape.Fields(name, Stream.concat(COMMON.stream(), Stream.of(more)).toList());
    }
}
