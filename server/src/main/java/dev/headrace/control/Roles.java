package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Feature;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.access.Role;
import dev.headrace.access.StandardRoles;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.CustomRoleRows.Row;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The roles that there are, and the verbs on those that the account makes for itself.
public final class Roles {
    /// Standard roles stand before all others in lists; there will never be as many.
    private static final int STANDARD_MAX = 1_000;

    private final Catalog catalog;
    private final FeaturePolicy features;
    private final Audit audit;
    private final InstantSource clock;

    public Roles(Catalog catalog, FeaturePolicy features, InstantSource clock) {
        this.catalog = catalog;
        this.features = features;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// A role in its place in lists.
    private record Numbered(long number, Role role) {}

    /// Standard and custom ones.
    public Page<Role> list(Caller caller, Page.Request request) {
        caller.require(Permission.VIEW_ROLES);
        List<Numbered> found = new ArrayList<>();
        List<Role> standard = StandardRoles.all();
        for (int i = 0; i < standard.size(); i++) {
            if (i + 1 > request.after() && found.size() < request.limitAndOne()) {
                found.add(new Numbered(i + 1, standard.get(i)));
            }
        }
        if (found.size() < request.limitAndOne()) {
            long after = Math.max(0, request.after() - STANDARD_MAX);
            Page.Request rest = new Page.Request(after, request.limitAndOne() - found.size());
            catalog.in(transaction -> transaction.customRoles().list(rest))
                    .items()
                    .forEach(row ->
                            found.add(
                                    new Numbered(STANDARD_MAX + row.number(), Ranks.custom(row))));
        }
        return Page.of(found, request, Numbered::number).map(Numbered::role);
    }

    public Page<Role> custom(Caller caller, Page.Request request) {
        caller.require(Permission.VIEW_ROLES);
        return catalog.in(transaction -> transaction.customRoles().list(request))
                .map(Ranks::custom);
    }

    public Role get(Caller caller, String name) {
        caller.require(Permission.VIEW_ROLES);
        return catalog.in(transaction -> Ranks.custom(find(transaction, name)));
    }

    public Role create(Caller caller, Row role) {
        caller.require(Permission.MANAGE_ROLES);
        features.require(Feature.CUSTOM_ROLES);
        requireSound(caller, role);
        return catalog.in(transaction -> {
            Row row =
                    transaction
                            .customRoles()
                            .add(role, clock.instant())
                            .orElseThrow(() -> taken(role.name()));
            audit.record(
                    transaction, caller, subject("create", row.name()), null, facts(row).map());
            return Ranks.custom(row);
        });
    }

    /// Changes a role.
    ///
    /// @param change makes the new role of the old; the name must stay
    public Role update(Caller caller, String name, UnaryOperator<Row> change) {
        caller.require(Permission.MANAGE_ROLES);
        return catalog.in(transaction -> {
            Row before = lock(transaction, name);
            requireSound(caller, before);
            Row after = change.apply(before);
            requireSound(caller, after);
            transaction.customRoles().update(after);
            audit.record(
                    transaction,
                    caller,
                    subject("update", name),
                    facts(before).map(),
                    facts(after).map());
            return Ranks.custom(after);
        });
    }

    public void remove(Caller caller, String name) {
        caller.require(Permission.MANAGE_ROLES);
        catalog.run(transaction -> {
            Row before = lock(transaction, name);
            if (transaction.customRoles().isUsed(name)) {
                throw new Refusal.Conflict("Role '%s' is still given to somebody.".formatted(name));
            }
            transaction.customRoles().remove(name);
            audit.record(transaction, caller, subject("delete", name), facts(before).map(), null);
        });
    }

    private static Row find(Transaction transaction, String name) {
        return transaction.customRoles().find(name).orElseThrow(() -> missing(name));
    }

    private static Row lock(Transaction transaction, String name) {
        return transaction.customRoles().lock(name).orElseThrow(() -> missing(name));
    }

    private static Refusal missing(String name) {
        return new Refusal.NotFound("Role", "Custom role '%s' does not exist.".formatted(name));
    }

    private static void requireSound(Caller caller, Row row) {
        if (row.name().isBlank()) {
            throw Refusal.Invalid.required("name");
        }
        if (StandardRoles.find(row.name()).isPresent()) {
            throw taken(row.name());
        }
        if (row.scopes().isEmpty()) {
            throw Refusal.Invalid.required("scope");
        }
        Role role = Ranks.custom(row);
        for (String name : row.permissions()) {
            Permission permission = Permission.valueOf(name);
            if (!role.permissions().contains(permission)
                    || row.scopes().stream().noneMatch(scope -> suits(permission, scope))) {
                throw new Refusal.Invalid(
                        "Permission '%s' cannot be in a role of %s."
                                .formatted(name, String.join(", ", row.scopes())));
            }
        }
        if (!caller.grants().allowAll(role.permissions(), new Resource.Account())) {
            throw new Refusal.Forbidden(
                    "Role '%s' allows more than you may yourself.".formatted(row.name()));
        }
    }

    /// Rights cascade downwards: a role of the account may have all, one of a destination those on
    /// it and its connections.
    private static boolean suits(Permission permission, String scope) {
        return switch (Role.Scope.valueOf(scope)) {
            case ACCOUNT -> true;
            case DESTINATION ->
                    permission.level() == Permission.Level.DESTINATION
                            || permission.level() == Permission.Level.CONNECTION;
            case CONNECTOR -> permission.level() == Permission.Level.CONNECTION;
            case TEAM -> permission.level() == Permission.Level.TEAM;
        };
    }

    private static Refusal taken(String name) {
        return new Refusal.Conflict("Role with name '%s' already exists.".formatted(name));
    }

    private static Facts facts(Row row) {
        return Facts.of("name", row.name())
                .and("description", row.description())
                .and("scope", row.scopes())
                .and("permissions", row.permissions());
    }

    private static Subject subject(String verb, String name) {
        return new Subject("role." + verb, "role", name);
    }
}
