package dev.headrace.api;

import static dev.headrace.api.Shape.FLAG;
import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.DestinationRows;
import dev.headrace.catalog.HybridAgentRows;
import dev.headrace.control.DeclaredRegions;
import dev.headrace.control.DestinationPlacement;
import dev.headrace.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Where and when a destination's work is done. All of it is ours.
final class PlacementEndpoints {
    private static final String FAMILY = "Placement";
    private static final String PATH = "/headrace/v1/destinations/{destinationId}";
    private static final Shape VERSION = new Shape.Whole(1, Long.MAX_VALUE);

    private static final Shape.Fields REGION =
            Shape.fields(
                    "Region",
                    Field.of("id", TEXT),
                    Field.of("cloud", TEXT).about("empty for one of the operator's own naming"),
                    Field.of("declared", FLAG).about("whether it is set up here"),
                    Field.of("pool", TEXT).about("whose workers do its work"),
                    Field.of("egress_addresses", Shape.listOf(TEXT))
                            .about("from which they go out, for firewalls"),
                    Field.of("note", TEXT).about("what to know before choosing it"));
    private static final Shape.Fields REGIONS =
            Shape.fields("Regions", Field.of("items", Shape.listOf(REGION)));
    private static final Shape.Fields AGENT =
            Shape.fields(
                    "PlacementAgent",
                    Field.of("id", TEXT),
                    Field.of("display_name", TEXT),
                    Field.of("connected", FLAG).about("whether it ever has"),
                    Field.of("note", TEXT));
    private static final Shape.Fields FAILOVER =
            Shape.fields(
                    "Failover", Field.of("enabled", FLAG), Field.of("region", REGION).orNull());
    private static final Shape.Fields PLACEMENT =
            Shape.fields(
                    "Placement",
                    Field.of("id", TEXT),
                    Field.of("version", VERSION),
                    Field.of("setup_status", TEXT),
                    Field.of("time_zone", TEXT).orNull().about("IANA; schedules go by it"),
                    Field.of("time_zone_offset", TEXT),
                    Field.of("region", REGION).orNull(),
                    Field.of("failover", FAILOVER),
                    Field.of("hybrid_deployment_agent", AGENT).orNull());
    private static final Shape.Fields CHANGE =
            Shape.fields(
                    "PlacementUpdate",
                    Field.optional("time_zone", TEXT).about("null to go by the offset again"),
                    Field.optional(
                            "failover",
                            Shape.fields(
                                    "FailoverRequest",
                                    Field.of("enabled", FLAG),
                                    Field.optional("region", TEXT))),
                    Field.optional("version", VERSION)
                            .about("refuses the change where somebody else made one since"));

    private final DestinationPlacement placement;

    PlacementEndpoints(DestinationPlacement placement) {
        this.placement = placement;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/headrace/v1/regions", "list_regions")
                        .about(FAMILY, "List the regions that can be chosen")
                        .answers(REGIONS)
                        .by(this::regions),
                Endpoint.get(PATH, "get_placement")
                        .about(FAMILY, "Get where and when a destination's work is done")
                        .answers(PLACEMENT)
                        .by(call ->
                                Answer.of("Success", view(placement.get(call.caller(), id(call))))),
                Endpoint.patch(PATH, "modify_placement")
                        .about(FAMILY, "Change where and when a destination's work is done")
                        .takes(CHANGE)
                        .answers(PLACEMENT)
                        .by(this::update));
    }

    private Answer regions(Call call) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        placement.regions().forEach(region -> items.add(view(region).json()));
        return Answer.of("Success", new Members().put("items", items));
    }

    private Answer update(Call call) {
        Body body = call.body();
        Optional<String> zone =
                switch (body.given("time_zone")) {
                    case Body.Given.Absent<String>() -> Optional.empty();
                    case Body.Given.Null<String>() -> Optional.of("");
                    case Body.Given.Value<String>(String value) -> Optional.of(value);
                };
        OptionalLong version =
                body.raw("version")
                        .map(node -> OptionalLong.of(node.longValue()))
                        .orElse(OptionalLong.empty());
        return Answer.of(
                "Destination has been updated",
                view(
                        placement.update(
                                call.caller(),
                                id(call),
                                new DestinationPlacement.Change(
                                        zone, body.object("failover").map(this::failover)),
                                version)));
    }

    private String failover(Body body) {
        if (!body.flag("enabled").orElse(false)) {
            return "";
        }
        return body.find("region")
                .filter(region -> !region.isEmpty())
                .orElseThrow(() -> Refusal.Invalid.required("failover.region"));
    }

    private static String id(Call call) {
        return call.path("destinationId");
    }

    private static Members view(DestinationPlacement.View view) {
        DestinationRows.Row row = view.row();
        Members failover = new Members().put("enabled", view.failover() != null);
        put(failover, "region", view.failover());
        Members members =
                new Members()
                        .put("id", row.id())
                        .put("version", row.status().version())
                        .put("setup_status", row.status().word())
                        .put("time_zone", row.settings().zone().name())
                        .put("time_zone_offset", row.settings().zone().offset());
        put(members, "region", view.region());
        members.put("failover", failover);
        HybridAgentRows.@Nullable Row agent = view.agent();
        return agent == null
                ? members.put("hybrid_deployment_agent", (String) null)
                : members.put(
                        "hybrid_deployment_agent",
                        new Members()
                                .put("id", agent.id())
                                .put("display_name", agent.displayName())
                                .put("connected", agent.lastUsedAt() != null)
                                .put("note", view.agentNote()));
    }

    private static void put(Members members, String name, DeclaredRegions.@Nullable Region region) {
        if (region == null) {
            members.put(name, (String) null);
        } else {
            members.put(name, view(region));
        }
    }

    private static Members view(DeclaredRegions.Region region) {
        return new Members()
                .put("id", region.name())
                .put("cloud", region.cloud())
                .put("declared", region.declared())
                .put("pool", region.pool())
                .put("egress_addresses", region.addresses())
                .put("note", region.note());
    }
}
