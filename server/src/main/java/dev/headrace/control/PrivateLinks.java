package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Feature;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.PrivateLinkRows.Row;
import dev.headrace.catalog.PrivateLinkRows.Status;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The verbs on private links. This program has no cloud account: whoever operates one makes the
/// link there, and says here where it is.
public final class PrivateLinks {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int NAME_MAX = 23;

    private static final String CREATING = "CREATING";
    private static final String UPDATING = "UPDATING";
    private static final String READY = "OK";

    private final FeaturePolicy features;
    private final Catalog catalog;
    private final Audit audit;
    private final InstantSource clock;

    public PrivateLinks(Catalog catalog, InstantSource clock, FeaturePolicy features) {
        this.features = features;
        this.catalog = catalog;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// A link that is asked for.
    ///
    /// @param config as it will be given back, key by key
    public record Wish(String name, String region, String service, Map<String, String> config) {}

    /// What the operator knows of a link; what is empty stays as it is.
    public record Report(Optional<String> state, Optional<String> host, Optional<String> summary) {}

    public Page<Row> list(Caller caller, Page.Request request) {
        caller.require(Permission.VIEW_NETWORKING);
        return catalog.in(transaction -> transaction.privateLinks().list(request));
    }

    public Row get(Caller caller, String id) {
        requireSeen(caller, Permission.VIEW_NETWORKING, id);
        return catalog.in(
                transaction -> transaction.privateLinks().find(id).orElseThrow(() -> missing(id)));
    }

    public Row create(Caller caller, Wish wish) {
        caller.require(Permission.MANAGE_NETWORKING);
        features.require(Feature.PRIVATE_LINK);
        requireName(wish.name());
        PrivateLinkServices.requireRegion(wish.service(), wish.region());
        PrivateLinkServices.requireConfig(wish.service(), wish.config());
        return catalog.in(transaction -> {
            Row row =
                    Ids.adding(id -> transaction.privateLinks().add(made(caller, id, wish)))
                            .orElseThrow(() ->
                                    new Refusal.Conflict(
                                            "Private link with name '%s' already exists."
                                                    .formatted(wish.name())));
            audit.record(transaction, caller, subject("private_link.create", row), null, view(row));
            return row;
        });
    }

    private Row made(Caller caller, String id, Wish wish) {
        return new Row(
                0,
                id,
                wish.name(),
                wish.region(),
                wish.service(),
                JsonMapper.shared().writeValueAsString(wish.config()),
                new Status(CREATING, "", ""),
                clock.instant(),
                caller.actor().id());
    }

    /// Changes keys of the configuration; null takes one away. The operator has to follow in the
    /// cloud, so that the link is `UPDATING` until they say that it is done.
    public Row update(Caller caller, String id, Map<String, Optional<String>> changes) {
        requireSeen(caller, Permission.MANAGE_NETWORKING, id);
        return catalog.in(transaction -> {
            Row before = lock(transaction, id);
            if (before.status().state().equals(CREATING)) {
                throw new Refusal.IllegalState(
                        "Private link with id '%s' is being created, and cannot be changed until it is"
                                        .formatted(id)
                                + " ready.");
            }
            Map<String, String> config = new LinkedHashMap<>(config(before));
            changes.forEach((key, value) ->
                    value.ifPresentOrElse(text -> config.put(key, text), () -> config.remove(key)));
            PrivateLinkServices.requireConfig(before.service(), config);
            if (config.equals(config(before))) {
                return before;
            }
            Row after =
                    before.withConfig(JsonMapper.shared().writeValueAsString(config))
                            .with(new Status(UPDATING, "", before.status().host()));
            return change(transaction, caller, "private_link.update", before, after);
        });
    }

    /// Takes down what the operator says of a link.
    public Row report(Caller caller, String id, Report report) {
        requireSeen(caller, Permission.MANAGE_NETWORKING, id);
        return catalog.in(transaction -> {
            Row before = lock(transaction, id);
            Status was = before.status();
            Status is =
                    new Status(
                            report.state().orElse(was.state()),
                            report.summary().orElse(was.summary()),
                            report.host().orElse(was.host()));
            if (is.state().equals(READY) && is.host().isEmpty()) {
                throw new Refusal.Invalid(
                        "A private link that is OK has a host: send the name or address to connect to.");
            }
            return is.equals(was)
                    ? before
                    : change(transaction, caller, "private_link.report", before, before.with(is));
        });
    }

    /// Forgets a link. What was made in the cloud is the operator's to take down.
    public void delete(Caller caller, String id) {
        requireSeen(caller, Permission.MANAGE_NETWORKING, id);
        catalog.run(transaction -> {
            Row row = lock(transaction, id);
            if (transaction.destinations().usesPrivateLink(id)) {
                throw new Refusal.Conflict(
                        "Private link with id '%s' is in use by a destination.".formatted(id));
            }
            transaction.privateLinks().remove(id);
            audit.record(transaction, caller, subject("private_link.delete", row), view(row), null);
        });
    }

    /// The configuration of a row.
    public static Map<String, String> config(Row row) {
        return JsonMapper.shared()
                .readValue(row.config(), new TypeReference<LinkedHashMap<String, String>>() {});
    }

    private Row change(Transaction transaction, Caller caller, String action, Row from, Row to) {
        transaction.privateLinks().change(to);
        audit.record(transaction, caller, subject(action, to), view(from), view(to));
        return to;
    }

    private static Row lock(Transaction transaction, String id) {
        return transaction.privateLinks().lock(id).orElseThrow(() -> missing(id));
    }

    private static Subject subject(String action, Row row) {
        return new Subject(action, "private_link", row.id());
    }

    private static Map<String, ?> view(Row row) {
        return Map.of(
                "name", row.name(),
                "region", row.region(),
                "service", row.service(),
                "config", config(row),
                "state", row.status().state(),
                "host", row.status().host());
    }

    private static void requireName(String name) {
        if (name.length() > NAME_MAX || !NAME.matcher(name).matches()) {
            throw new Refusal.Invalid(
                    "Private link name '%s' must begin with a letter or underscore, hold letters,"
                                    .formatted(name)
                            + " digits and underscores alone, and have at most %d characters."
                                    .formatted(NAME_MAX));
        }
    }

    private static void requireSeen(Caller caller, Permission permission, String id) {
        caller.require(permission, new Resource.Account(), Permission.VIEW_NETWORKING, missing(id));
    }

    static Refusal.NotFound missing(String id) {
        return new Refusal.NotFound(
                null, "Private link with id '%s' does not exist.".formatted(id));
    }
}
