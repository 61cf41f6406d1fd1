package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.PrivateLinkRows;
import dev.headrace.control.PrivateLinkServices;
import dev.headrace.control.PrivateLinks;
import dev.headrace.control.Regions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Private links.
final class PrivateLinkEndpoints {
    private static final String FAMILY = "Private links";
    private static final Shape.MapOf CONFIG = new Shape.MapOf(TEXT);
    private static final Shape STATE =
            Shape.choice("CREATING", "UPDATING", "DESTROYING", "OK", "FAIL");
    private static final Shape.Fields LINK =
            Shape.fields(
                    "PrivateLink",
                    Field.of("id", TEXT),
                    Field.of("name", TEXT),
                    Field.of("region", TEXT),
                    Field.of("service", TEXT),
                    Field.of("account_id", TEXT),
                    Field.of("cloud_provider", Shape.choice("AWS", "GCP", "AZURE")),
                    Field.of("state", STATE),
                    Field.of("state_summary", TEXT),
                    Field.of("host", TEXT).about("what to connect to; empty until there is one"),
                    Field.of("created_at", Shape.MOMENT),
                    Field.of("created_by", TEXT),
                    Field.of("resource_upstream_status", TEXT).orNull(),
                    Field.of("config", CONFIG));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "PrivateLinkRequest",
                    Field.of("name", TEXT),
                    Field.of("region", new Shape.Choice(Regions.PROCESSING)),
                    Field.of("service", new Shape.Choice(PrivateLinkServices.all())),
                    Field.of("config", CONFIG));
    private static final Shape.Fields CHANGE =
            Shape.fields("PrivateLinkUpdate", Field.of("config", CONFIG));
    private static final Shape.Fields REPORT =
            Shape.fields(
                    "PrivateLinkReport",
                    Field.optional("state", STATE),
                    Field.optional("host", TEXT),
                    Field.optional("state_summary", TEXT));

    private final PrivateLinks links;
    private final String accountId;

    PrivateLinkEndpoints(PrivateLinks links, String accountId) {
        this.links = links;
        this.accountId = accountId;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/private-links", "list_private_links")
                        .about(FAMILY, "List private links")
                        .lists(LINK)
                        .by(call ->
                                Answer.list(
                                        "Private links retrieved successfully",
                                        links.list(call.caller(), call.page()),
                                        this::link)),
                Endpoint.post("/v1/private-links", "create_private_link")
                        .about(FAMILY, "Ask for a private link")
                        .takes(WISH)
                        .creates(LINK)
                        .by(this::create),
                Endpoint.get("/v1/private-links/{privateLinkId}", "get_private_link_details")
                        .about(FAMILY, "Get a private link")
                        .answers(LINK)
                        .by(call ->
                                Answer.of(
                                        "Private link details retrieved successfully",
                                        link(links.get(call.caller(), id(call))))),
                Endpoint.patch("/v1/private-links/{privateLinkId}", "modify_private_link")
                        .about(FAMILY, "Change a private link's configuration")
                        .takes(CHANGE)
                        .answers(LINK)
                        .by(this::update),
                Endpoint.delete("/v1/private-links/{privateLinkId}", "delete_private_link")
                        .about(FAMILY, "Forget a private link")
                        .by(this::delete),
                Endpoint.patch("/headrace/v1/private-links/{privateLinkId}", "report_private_link")
                        .about(FAMILY, "Say where a private link is, as the operator of the cloud")
                        .takes(REPORT)
                        .answers(LINK)
                        .by(this::report));
    }

    private Answer create(Call call) {
        Body body = call.body();
        Map<String, String> config = new LinkedHashMap<>();
        entries(body).forEach((key, value) -> value.ifPresent(text -> config.put(key, text)));
        return Answer.of(
                "Private link has been created",
                link(
                        links.create(
                                call.caller(),
                                new PrivateLinks.Wish(
                                        body.text("name"),
                                        body.text("region"),
                                        body.text("service"),
                                        config))));
    }

    private Answer update(Call call) {
        return Answer.of(
                "Private link has been updated",
                link(links.update(call.caller(), id(call), entries(call.body()))));
    }

    private Answer report(Call call) {
        Body body = call.body();
        return Answer.of(
                "Private link has been updated",
                link(
                        links.report(
                                call.caller(),
                                id(call),
                                new PrivateLinks.Report(
                                        body.find("state"),
                                        body.find("host"),
                                        body.find("state_summary")))));
    }

    private Answer delete(Call call) {
        links.delete(call.caller(), id(call));
        return Answer.of("Private link with id '%s' is marked for deletion".formatted(id(call)));
    }

    private static String id(Call call) {
        return call.path("privateLinkId");
    }

    /// The keys as they came; an empty value is a null.
    private static Map<String, Optional<String>> entries(Body body) {
        Map<String, Optional<String>> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : body.raw("config").orElseThrow().properties()) {
            JsonNode value = entry.getValue();
            entries.put(
                    entry.getKey(),
                    value.isNull() ? Optional.empty() : Optional.of(value.stringValue()));
        }
        return entries;
    }

    private Members link(PrivateLinkRows.Row row) {
        Members config = new Members();
        PrivateLinks.config(row).forEach(config::put);
        return new Members()
                .put("id", row.id())
                .put("name", row.name())
                .put("region", row.region())
                .put("service", row.service())
                .put("account_id", accountId)
                .put("cloud_provider", PrivateLinkServices.cloud(row.service()))
                .put("state", row.status().state())
                .put("state_summary", row.status().summary())
                .put("host", row.status().host())
                .put("created_at", row.createdAt())
                .put("created_by", row.createdBy())
                .put("resource_upstream_status", (String) null)
                .put("config", config);
    }
}
