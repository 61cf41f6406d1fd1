package dev.headrace.api;

import static dev.headrace.api.Shape.FLAG;
import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.WebhookRows;
import dev.headrace.control.Webhooks;
import dev.headrace.secret.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Webhooks.
final class WebhookEndpoints {
    private static final String FAMILY = "Webhooks";

    /// More than there are events.
    private static final int EVENTS_MAX = 100;

    private static final Shape EVENTS = new Shape.ListOf(TEXT, EVENTS_MAX);
    private static final Shape CASE = Shape.choice("upper", "lower");
    private static final Shape.Fields WEBHOOK =
            Shape.fields(
                    "Webhook",
                    Field.of("id", TEXT),
                    Field.of("type", Shape.choice("account", "group")),
                    Field.of("url", TEXT),
                    Field.of("events", EVENTS),
                    Field.of("active", FLAG),
                    Field.optional("secret", TEXT).asSecret(),
                    Field.optional("group_id", TEXT),
                    Field.of("created_at", Shape.MOMENT),
                    Field.of("created_by", TEXT));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "WebhookRequest",
                    Field.of("url", TEXT).about("where to send events; https alone"),
                    Field.of("events", EVENTS),
                    Field.optional("active", FLAG),
                    Field.optional("secret", TEXT).asSecret().about("signs what is sent"));
    private static final Shape.Fields CHANGE =
            Shape.fields(
                    "WebhookUpdate",
                    Field.optional("url", TEXT),
                    Field.optional("events", EVENTS),
                    Field.optional("active", FLAG),
                    Field.optional("secret", TEXT).asSecret());
    private static final Shape.Fields TEST =
            Shape.fields("WebhookTestRequest", Field.of("event", TEXT));
    private static final Shape.Fields TRIED =
            Shape.fields(
                    "WebhookTest",
                    Field.of("succeed", FLAG),
                    Field.of("status", new Shape.Whole(0, 999))
                            .about("the receiver's HTTP status, 0 where it gave none"),
                    Field.of("message", TEXT));
    private static final Shape.Fields SIGNATURE =
            Shape.fields("WebhookSignature", Field.of("signature_case", CASE));

    private final Webhooks webhooks;

    WebhookEndpoints(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/webhooks", "list_all_webhooks")
                        .about(FAMILY, "List webhooks")
                        .lists(WEBHOOK)
                        .by(call ->
                                Answer.list(
                                        "Webhooks retrieved successfully",
                                        webhooks.list(call.caller(), call.page()),
                                        WebhookEndpoints::webhook)),
                Endpoint.post("/v1/webhooks/account", "create_account_webhook")
                        .about(FAMILY, "Create a webhook of the account")
                        .takes(WISH)
                        .answers(WEBHOOK)
                        .by(call -> create(call, null, "Account webhook has been created")),
                Endpoint.post("/v1/webhooks/group/{groupId}", "create_group_webhook")
                        .about(FAMILY, "Create a webhook of a group")
                        .takes(WISH)
                        .answers(WEBHOOK)
                        .by(call ->
                                create(
                                        call,
                                        call.path("groupId"),
                                        "Group webhook has been created")),
                Endpoint.get("/v1/webhooks/{webhookId}", "webhook_details")
                        .about(FAMILY, "Get a webhook")
                        .answers(WEBHOOK)
                        .by(call ->
                                Answer.of(
                                        "Webhook details retrieved successfully",
                                        webhook(webhooks.get(call.caller(), id(call))))),
                Endpoint.patch("/v1/webhooks/{webhookId}", "modify_webhook")
                        .about(FAMILY, "Change a webhook")
                        .takes(CHANGE)
                        .answers(WEBHOOK)
                        .by(this::update),
                Endpoint.delete("/v1/webhooks/{webhookId}", "delete_webhook")
                        .about(FAMILY, "Delete a webhook")
                        .by(this::delete),
                Endpoint.post("/v1/webhooks/{webhookId}/test", "test_webhook")
                        .about(FAMILY, "Send a made-up event to a webhook")
                        .takes(TEST)
                        .answers(TRIED)
                        .by(this::test),
                Endpoint.patch("/headrace/v1/webhooks/{webhookId}", "write_webhook_signatures")
                        .about(
                                FAMILY,
                                "Say how the hex digits of a webhook's signatures are written")
                        .takes(SIGNATURE)
                        .answers(SIGNATURE)
                        .by(this::writeSignatures));
    }

    private Answer create(Call call, @Nullable String groupId, String message) {
        Body body = call.body();
        return Answer.of(
                message,
                webhook(
                        webhooks.create(
                                call.caller(),
                                new Webhooks.Wish(
                                        groupId,
                                        body.text("url"),
                                        body.texts("events"),
                                        body.flag("active").orElse(true),
                                        body.find("secret")
                                                .filter(text -> !text.isEmpty())
                                                .map(Secret::of)))));
    }

    private Answer update(Call call) {
        Body body = call.body();
        return Answer.of(
                "Webhook has been updated",
                webhook(
                        webhooks.update(
                                call.caller(),
                                id(call),
                                new Webhooks.Change(
                                        body.find("url"),
                                        body.raw("events").isPresent()
                                                ? Optional.of(body.texts("events"))
                                                : Optional.empty(),
                                        body.flag("active"),
                                        body.find("secret").map(Secret::of)))));
    }

    private Answer delete(Call call) {
        webhooks.delete(call.caller(), id(call));
        return Answer.of("Webhook with id '%s' has been deleted".formatted(id(call)));
    }

    private Answer test(Call call) {
        var tried = webhooks.test(call.caller(), id(call), call.body().text("event"));
        return Answer.of(
                "Webhook test completed successfully",
                new Members()
                        .put("succeed", tried.succeeded())
                        .put("status", tried.status())
                        .put("message", tried.message()));
    }

    private Answer writeSignatures(Call call) {
        boolean upperCase = call.body().text("signature_case").equals("upper");
        var row = webhooks.writeSignatures(call.caller(), id(call), upperCase);
        return Answer.of(
                "Webhook has been updated",
                new Members()
                        .put(
                                "signature_case",
                                row.content().signatureUpperCase() ? "upper" : "lower"));
    }

    private static String id(Call call) {
        return call.path("webhookId");
    }

    private static Members webhook(WebhookRows.Row row) {
        WebhookRows.Content content = row.content();
        Members members =
                new Members()
                        .put("id", row.id())
                        .put("type", row.groupId() == null ? "account" : "group")
                        .put("url", content.url())
                        .put("events", content.events())
                        .put("active", content.active());
        if (content.signed()) {
            members.put("secret", Texts.MASK);
        }
        if (row.groupId() != null) {
            members.put("group_id", row.groupId());
        }
        return members.put("created_at", row.createdAt()).put("created_by", row.createdBy());
    }
}
