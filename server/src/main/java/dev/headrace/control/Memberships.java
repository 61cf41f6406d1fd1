package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.access.Role;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.ConnectionRows;
import dev.headrace.catalog.MembershipRows.Holder;
import dev.headrace.catalog.MembershipRows.Place;
import dev.headrace.catalog.MembershipRows.PlaceKind;
import dev.headrace.catalog.MembershipRows.Row;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;
import java.util.Locale;

/// The roles of users and teams in groups and connections. Whoever manages a group's members may
/// give them, up to what they may themselves.
public final class Memberships {
    private final Catalog catalog;
    private final Audit audit;
    private final InstantSource clock;

    public Memberships(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    public Page<Row> list(Caller caller, Holder holder, PlaceKind kind, Page.Request request) {
        return catalog.in(transaction -> {
            requireVisible(transaction, caller, holder);
            return transaction.memberships().list(holder, kind, request);
        });
    }

    public Row get(Caller caller, Holder holder, Place place) {
        return catalog.in(transaction -> {
            requireVisible(transaction, caller, holder);
            return find(transaction, holder, place);
        });
    }

    public Row add(Caller caller, Holder holder, Place place, String role) {
        return catalog.in(transaction -> {
            requireVisible(transaction, caller, holder);
            return add(transaction, caller, holder, place, role);
        });
    }

    /// The same for a holder that the caller has named in another way.
    Row add(Transaction transaction, Caller caller, Holder holder, Place place, String role) {
        Resource resource = toManage(transaction, caller, place);
        Ranks.toGive(transaction, caller, role, scope(place), resource);
        Row row =
                transaction
                        .memberships()
                        .add(holder, place, role, clock.instant())
                        .orElseThrow(() ->
                                new Refusal.Conflict(
                                        "%s already has a membership in %s."
                                                .formatted(words(holder), words(place))));
        audit.record(
                transaction, caller, subject("create", place), null, facts(holder, role).map());
        return row;
    }

    public Row setRole(Caller caller, Holder holder, Place place, String role) {
        return catalog.in(transaction -> {
            requireVisible(transaction, caller, holder);
            Resource resource = toManage(transaction, caller, place);
            Row before = find(transaction, holder, place);
            Ranks.requireNotAbove(transaction, caller, before.role(), resource);
            Ranks.toGive(transaction, caller, role, scope(place), resource);
            transaction.memberships().setRole(holder, place, role);
            audit.record(
                    transaction,
                    caller,
                    subject("update", place),
                    facts(holder, before.role()).map(),
                    facts(holder, role).map());
            return find(transaction, holder, place);
        });
    }

    public void remove(Caller caller, Holder holder, Place place) {
        catalog.run(transaction -> {
            requireVisible(transaction, caller, holder);
            remove(transaction, caller, holder, place);
        });
    }

    /// The same for a holder that the caller has found in another way.
    void remove(Transaction transaction, Caller caller, Holder holder, Place place) {
        toManage(transaction, caller, place);
        Row before = find(transaction, holder, place);
        transaction.memberships().remove(holder, place);
        audit.record(
                transaction,
                caller,
                subject("delete", place),
                facts(holder, before.role()).map(),
                null);
    }

    private static void requireVisible(Transaction transaction, Caller caller, Holder holder) {
        switch (holder.kind()) {
            case USER -> Users.find(transaction, caller, holder.id());
            case TEAM -> Teams.find(transaction, caller, holder.id());
        }
    }

    private static Resource toManage(Transaction transaction, Caller caller, Place place) {
        return switch (place.kind()) {
            case GROUP -> {
                Groups.require(caller, Permission.MANAGE_MEMBERS, place.id());
                Groups.find(transaction, place.id());
                yield new Resource.Group(place.id());
            }
            case CONNECTION -> {
                Refusal.NotFound missing =
                        new Refusal.NotFound(
                                "Connector",
                                "Connector with id '%s' does not exist.".formatted(place.id()));
                ConnectionRows.Row row =
                        transaction.connections().find(place.id()).orElseThrow(() -> missing);
                Resource resource = new Resource.Connection(row.id(), row.groupId());
                caller.require(
                        Permission.MANAGE_MEMBERS, resource, Permission.VIEW_CONNECTION, missing);
                yield resource;
            }
        };
    }

    private static Row find(Transaction transaction, Holder holder, Place place) {
        return transaction
                .memberships()
                .find(holder, place)
                .orElseThrow(() ->
                        new Refusal.NotFound(
                                null,
                                "%s has no membership in %s."
                                        .formatted(words(holder), words(place))));
    }

    private static Role.Scope scope(Place place) {
        return switch (place.kind()) {
            case GROUP -> Role.Scope.DESTINATION;
            case CONNECTION -> Role.Scope.CONNECTOR;
        };
    }

    private static String words(Holder holder) {
        return switch (holder.kind()) {
            case USER -> "User with id '%s'".formatted(holder.id());
            case TEAM -> "Team with id '%s'".formatted(holder.id());
        };
    }

    private static String words(Place place) {
        return switch (place.kind()) {
            case GROUP -> "group '%s'".formatted(place.id());
            case CONNECTION -> "connection '%s'".formatted(place.id());
        };
    }

    private static Facts facts(Holder holder, String role) {
        return Facts.of(word(holder.kind()) + "_id", holder.id()).and("role", role);
    }

    private static Subject subject(String verb, Place place) {
        return new Subject("membership." + verb, word(place.kind()), place.id());
    }

    private static String word(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
