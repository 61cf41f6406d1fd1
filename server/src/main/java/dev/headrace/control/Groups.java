package dev.headrace.control;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.access.StandardRoles;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.GroupRows;
import dev.headrace.catalog.MembershipRows.Holder;
import dev.headrace.catalog.MembershipRows.HolderKind;
import dev.headrace.catalog.MembershipRows.Place;
import dev.headrace.catalog.MembershipRows.PlaceKind;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The verbs on groups.
public final class Groups {
    /// The original's rule for names.
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /// Far more than anybody types, and what an index takes.
    private static final int NAME_MAX = 255;

    private final Catalog catalog;
    private final Audit audit;
    private final InstantSource clock;

    public Groups(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    public Page<GroupRows.Row> list(Caller caller, Page.Request request) {
        return catalog.in(transaction ->
                transaction
                        .groups()
                        .list(caller.grants().groupsWith(Permission.VIEW_DESTINATION), request));
    }

    public GroupRows.Row get(Caller caller, String id) {
        return catalog.in(transaction -> {
            require(caller, Permission.VIEW_DESTINATION, id);
            return find(transaction, id);
        });
    }

    public GroupRows.Row create(Caller caller, String name) {
        caller.require(Permission.CREATE_DESTINATIONS);
        requireName(name);
        return catalog.in(transaction -> {
            GroupRows.Row row =
                    Ids.adding(id -> transaction.groups().add(id, name, clock.instant()))
                            .orElseThrow(() -> taken(name));
            enrol(transaction, caller, row.id());
            audit.record(
                    transaction,
                    caller,
                    new Subject("group.create", "group", row.id()),
                    null,
                    Map.of("name", name));
            return row;
        });
    }

    /// Renames it.
    ///
    /// @param name empty where it stays
    public GroupRows.Row update(Caller caller, String id, Optional<String> name) {
        require(caller, Permission.EDIT_DESTINATION, id);
        name.ifPresent(Groups::requireName);
        return catalog.in(transaction -> {
            GroupRows.Row before = transaction.groups().lock(id).orElseThrow(() -> missing(id));
            String next = name.orElse(before.name());
            if (next.equals(before.name())) {
                return before;
            }
            if (!transaction.groups().rename(id, next)) {
                throw taken(next);
            }
            audit.record(
                    transaction,
                    caller,
                    new Subject("group.update", "group", id),
                    Map.of("name", before.name()),
                    Map.of("name", next));
            return find(transaction, id);
        });
    }

    /// Removes an empty group, with its agents, memberships and records.
    public void delete(Caller caller, String id) {
        require(caller, Permission.DELETE_DESTINATION, id);
        catalog.run(transaction -> {
            GroupRows.Row row = transaction.groups().lock(id).orElseThrow(() -> missing(id));
            if (transaction.destinations().find(id).isPresent()) {
                throw new Refusal.Conflict(
                        "Group '%s' has a destination. Delete that first.".formatted(id));
            }
            if (transaction.connections().areIn(id)) {
                throw new Refusal.Conflict(
                        "Group '%s' has connections. Delete them first.".formatted(id));
            }
            GroupKeys.forget(transaction, id);
            transaction.groups().remove(id);
            audit.record(
                    transaction,
                    caller,
                    new Subject("group.delete", "group", id),
                    Map.of("name", row.name()),
                    null);
        });
    }

    /// Whoever makes a group is its first member.
    private void enrol(Transaction transaction, Caller caller, String id) {
        if (caller.actor() instanceof Actor.User(String userId, _)
                && transaction.users().find(userId).isPresent()) {
            transaction
                    .memberships()
                    .add(
                            new Holder(HolderKind.USER, userId),
                            new Place(PlaceKind.GROUP, id),
                            StandardRoles.MANAGE_DESTINATION,
                            clock.instant());
        }
    }

    static GroupRows.Row find(Transaction transaction, String id) {
        return transaction.groups().find(id).orElseThrow(() -> missing(id));
    }

    static void require(Caller caller, Permission permission, String id) {
        caller.require(
                permission, new Resource.Group(id), Permission.VIEW_DESTINATION, missing(id));
    }

    static Refusal.NotFound missing(String id) {
        return new Refusal.NotFound("Group", "Group with id '%s' does not exist.".formatted(id));
    }

    private static void requireName(String name) {
        if (name.length() > NAME_MAX || !NAME.matcher(name).matches()) {
            throw new Refusal.Invalid(
                    "Group name '%s' must begin with a letter or underscore, hold letters, digits and"
                                    .formatted(name)
                            + " underscores alone, and have at most %d characters."
                                    .formatted(NAME_MAX));
        }
    }

    private static Refusal taken(String name) {
        return new Refusal.Conflict("Group with name '%s' already exists.".formatted(name));
    }
}
