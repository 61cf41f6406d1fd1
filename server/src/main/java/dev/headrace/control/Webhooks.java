package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.SecretRows.Place;
import dev.headrace.catalog.Transaction;
import dev.headrace.catalog.WebhookRows;
import dev.headrace.catalog.WebhookRows.Content;
import dev.headrace.catalog.WebhookRows.Row;
import dev.headrace.control.Audit.Subject;
import dev.headrace.outgoing.OutgoingHttp;
import dev.headrace.outgoing.TargetUrl;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The verbs on webhooks. A receiver is tried before a webhook counts as active.
public final class Webhooks {
    private final Catalog catalog;
    private final SealedSecrets secrets;
    private final WebhookSender sender;
    private final Audit audit;
    private final InstantSource clock;

    public Webhooks(Catalog catalog, Vault vault, OutgoingHttp http, InstantSource clock) {
        this.catalog = catalog;
        this.secrets = new SealedSecrets(vault);
        this.sender = new WebhookSender(http, clock);
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// A webhook that is asked for.
    ///
    /// @param groupId null for the account's
    /// @param secret empty for none
    public record Wish(
            @Nullable String groupId,
            String url,
            List<String> events,
            boolean active,
            Optional<Secret> secret) {}

    /// What is to change; what is empty stays as it is.
    ///
    /// @param secret of no characters: there shall be none
    public record Change(
            Optional<String> url,
            Optional<List<String>> events,
            Optional<Boolean> active,
            Optional<Secret> secret) {}

    /// What came of a try.
    ///
    /// @param status the receiver's, 0 where it gave none
    public record Tried(boolean succeeded, int status, String message) {}

    public Page<Row> list(Caller caller, Page.Request request) {
        var seen =
                new WebhookRows.Seen(
                        caller.may(Permission.VIEW_WEBHOOKS, new Resource.Account()),
                        caller.grants().groupsWith(Permission.VIEW_DESTINATION));
        return catalog.in(transaction -> transaction.webhooks().list(seen, request));
    }

    public Row get(Caller caller, String id) {
        return catalog.in(transaction -> {
            Row row = transaction.webhooks().find(id).orElseThrow(() -> missing(id));
            require(caller, row, false);
            return row;
        });
    }

    /// Makes one.
    ///
    /// @throws Refusal.Invalid where it shall be active and its receiver does not take an event
    public Row create(Caller caller, Wish wish) {
        requireMay(caller, wish.groupId());
        TargetUrl.https("url", wish.url());
        List<String> events = WebhookEvents.readAll(wish.events());
        wish.secret().ifPresent(Webhooks::requireSecret);
        Content content =
                new Content(wish.url(), events, wish.active(), wish.secret().isPresent(), true);
        catalog.run(transaction -> requireGroup(transaction, wish.groupId()));
        if (content.active()) {
            requireTaken(receiver(wish.groupId(), content, wish.secret()), events.getFirst());
        }
        return catalog.in(transaction -> {
            requireGroup(transaction, wish.groupId());
            Row row =
                    Ids.adding(id -> transaction.webhooks().add(made(caller, id, wish, content)))
                            .orElseThrow(() -> new IllegalStateException("No free id"));
            wish.secret().ifPresent(secret -> secrets.put(transaction, place(row.id()), secret));
            audit.record(transaction, caller, subject("webhook.create", row), null, view(row));
            return row;
        });
    }

    private Row made(Caller caller, String id, Wish wish, Content content) {
        return new Row(0, id, wish.groupId(), content, clock.instant(), caller.actor().id());
    }

    /// Changes one.
    ///
    /// @throws Refusal.Invalid where it becomes active or moves, and its receiver does not take an
    ///   event
    public Row update(Caller caller, String id, Change change) {
        Row before = require(caller, get(caller, id), true);
        change.url().ifPresent(url -> TargetUrl.https("url", url));
        Change read =
                new Change(
                        change.url(),
                        change.events().map(WebhookEvents::readAll),
                        change.active(),
                        change.secret()
                                .filter(secret -> !secret.reveal().equals(SealedSecrets.MASK)));
        Content after = changed(before.content(), read);
        boolean moved = !after.url().equals(before.content().url());
        if (after.active() && (moved || !before.content().active())) {
            Optional<Secret> secret =
                    read.secret()
                            .filter(given -> !given.reveal().isEmpty())
                            .or(() -> after.signed() ? secret(id) : Optional.empty());
            requireTaken(receiver(before.groupId(), after, secret), after.events().getFirst());
        }
        return catalog.in(transaction -> store(transaction, caller, id, read));
    }

    private Row store(Transaction transaction, Caller caller, String id, Change change) {
        Row before = transaction.webhooks().lock(id).orElseThrow(() -> missing(id));
        Row after = before.with(changed(before.content(), change));
        change.secret()
                .ifPresent(secret -> {
                    if (secret.reveal().isEmpty()) {
                        transaction.secrets().remove(place(id));
                    } else {
                        secrets.put(transaction, place(id), secret);
                    }
                });
        if (!after.equals(before) || change.secret().isPresent()) {
            transaction.webhooks().change(after);
            audit.record(
                    transaction,
                    caller,
                    subject("webhook.update", after),
                    view(before),
                    view(after));
        }
        return after;
    }

    private static Content changed(Content was, Change change) {
        return new Content(
                change.url().orElse(was.url()),
                change.events().orElse(was.events()),
                change.active().orElse(was.active()),
                change.secret().map(secret -> !secret.reveal().isEmpty()).orElse(was.signed()),
                was.signatureUpperCase());
    }

    /// Says how the digits of its signatures are written: receivers differ in what they compare.
    public Row writeSignatures(Caller caller, String id, boolean upperCase) {
        return catalog.in(transaction -> {
            Row before = transaction.webhooks().lock(id).orElseThrow(() -> missing(id));
            require(caller, before, true);
            Content was = before.content();
            Row after =
                    before.with(
                            new Content(
                                    was.url(),
                                    was.events(),
                                    was.active(),
                                    was.signed(),
                                    upperCase));
            if (!after.equals(before)) {
                transaction.webhooks().change(after);
                audit.record(
                        transaction,
                        caller,
                        subject("webhook.update", after),
                        view(before),
                        view(after));
            }
            return after;
        });
    }

    public void delete(Caller caller, String id) {
        catalog.run(transaction -> {
            Row row = transaction.webhooks().lock(id).orElseThrow(() -> missing(id));
            require(caller, row, true);
            transaction.webhooks().remove(id);
            audit.record(transaction, caller, subject("webhook.delete", row), view(row), null);
        });
    }

    /// Sends a made-up event.
    public Tried test(Caller caller, String id, String event) {
        Row row = require(caller, get(caller, id), true);
        String name = WebhookEvents.read(event);
        Optional<Secret> secret = row.content().signed() ? secret(id) : Optional.empty();
        var outcome = sender.test(receiver(row.groupId(), row.content(), secret), name);
        return new Tried(outcome.succeeded(), outcome.status(), outcome.message());
    }

    private Optional<Secret> secret(String id) {
        return catalog.in(transaction -> secrets.find(transaction, place(id)));
    }

    private void requireTaken(WebhookSender.Receiver receiver, String event) {
        var outcome = sender.test(receiver, event);
        if (!outcome.succeeded()) {
            throw new Refusal.Invalid(
                    "The URL did not take a test event, and nothing was changed: %s"
                            .formatted(outcome.message()));
        }
    }

    private static WebhookSender.Receiver receiver(
            @Nullable String groupId, Content content, Optional<Secret> secret) {
        return new WebhookSender.Receiver(
                content.url(), groupId, secret.orElse(null), content.signatureUpperCase());
    }

    private static void requireSecret(Secret secret) {
        if (secret.reveal().equals(SealedSecrets.MASK)) {
            throw new Refusal.Invalid("Field 'secret' holds the mask, not the secret");
        }
    }

    private static void requireGroup(Transaction transaction, @Nullable String groupId) {
        if (groupId != null && transaction.groups().keep(groupId).isEmpty()) {
            throw Groups.missing(groupId);
        }
    }

    private static void requireMay(Caller caller, @Nullable String groupId) {
        if (groupId == null) {
            caller.require(Permission.EDIT_WEBHOOKS);
        } else {
            Groups.require(caller, Permission.EDIT_DESTINATION, groupId);
        }
    }

    private static Row require(Caller caller, Row row, boolean edit) {
        String groupId = row.groupId();
        if (groupId == null) {
            caller.require(
                    edit ? Permission.EDIT_WEBHOOKS : Permission.VIEW_WEBHOOKS,
                    new Resource.Account(),
                    Permission.VIEW_WEBHOOKS,
                    missing(row.id()));
        } else {
            caller.require(
                    edit ? Permission.EDIT_DESTINATION : Permission.VIEW_DESTINATION,
                    new Resource.Group(groupId),
                    Permission.VIEW_DESTINATION,
                    missing(row.id()));
        }
        return row;
    }

    private static Place place(String id) {
        return new Place(WebhookRows.KIND, id, "secret");
    }

    private static Subject subject(String action, Row row) {
        return new Subject(action, "webhook", row.id());
    }

    private static Map<String, ?> view(Row row) {
        Content content = row.content();
        return Map.of(
                "group_id", row.groupId() == null ? "" : row.groupId(),
                "url", content.url(),
                "events", content.events(),
                "active", content.active(),
                "secret", content.signed() ? SealedSecrets.MASK : "");
    }

    private static Refusal.NotFound missing(String id) {
        return new Refusal.NotFound(null, "Webhook with id '%s' does not exist.".formatted(id));
    }
}
