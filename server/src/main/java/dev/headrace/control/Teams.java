package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.access.Role;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.TeamRows.Row;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The verbs on teams.
public final class Teams {
    private final Catalog catalog;
    private final Audit audit;
    private final InstantSource clock;

    public Teams(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    public Page<Row> list(Caller caller, Page.Request request) {
        return catalog.in(transaction ->
                transaction.teams().list(caller.grants().teamsWith(Permission.VIEW_TEAM), request));
    }

    public Row get(Caller caller, String id) {
        return catalog.in(transaction -> find(transaction, caller, id));
    }

    /// Makes a team.
    ///
    /// @param team its name, description and role count; an empty role is none
    public Row create(Caller caller, Row team) {
        caller.require(Permission.MANAGE_TEAMS);
        return catalog.in(transaction -> {
            Row wanted = checked(transaction, caller, team, null);
            Row row =
                    Ids.adding(id -> transaction.teams().add(id, wanted, clock.instant()))
                            .orElseThrow(() -> taken(wanted));
            audit.record(transaction, caller, subject("create", row.id()), null, facts(row).map());
            return row;
        });
    }

    /// Changes a team.
    ///
    /// @param change makes the new team of the old; the id must stay
    public Row update(Caller caller, String id, UnaryOperator<Row> change) {
        return catalog.in(transaction -> {
            Row before = toManage(transaction, caller, id);
            Row after = checked(transaction, caller, change.apply(before), before.role());
            if (!transaction.teams().update(after)) {
                throw taken(after);
            }
            if (!after.equals(before)) {
                audit.record(
                        transaction,
                        caller,
                        subject("update", id),
                        facts(before).map(),
                        facts(after).map());
            }
            return after;
        });
    }

    public void remove(Caller caller, String id) {
        catalog.run(transaction -> {
            Row before = toManage(transaction, caller, id);
            transaction.teams().remove(id);
            audit.record(transaction, caller, subject("delete", id), facts(before).map(), null);
        });
    }

    /// The team, where the caller may see it.
    static Row find(Transaction transaction, Caller caller, String id) {
        if (!caller.may(Permission.VIEW_TEAM, new Resource.Team(id))) {
            throw missing(id);
        }
        return transaction.teams().find(id).orElseThrow(() -> missing(id));
    }

    static Refusal.NotFound missing(String id) {
        return new Refusal.NotFound("Team", "Team with id '%s' does not exist.".formatted(id));
    }

    private static Row toManage(Transaction transaction, Caller caller, String id) {
        Row row = find(transaction, caller, id);
        caller.require(Permission.MANAGE_TEAMS);
        Ranks.requireNotAbove(transaction, caller, row.role(), new Resource.Account());
        return row;
    }

    private static Row checked(
            Transaction transaction, Caller caller, Row team, @Nullable String roleBefore) {
        if (team.name().isBlank()) {
            throw Refusal.Invalid.required("name");
        }
        String role = team.role();
        if (role == null || role.isEmpty()) {
            return new Row(team.number(), team.id(), team.name(), team.description(), null);
        }
        if (!role.equals(roleBefore)) {
            Ranks.toGive(transaction, caller, role, Role.Scope.ACCOUNT, new Resource.Account());
        }
        return team;
    }

    private static Facts facts(Row row) {
        return Facts.of("name", row.name())
                .and("description", row.description())
                .and("role", row.role());
    }

    private static Refusal taken(Row team) {
        return new Refusal.Conflict("Team with name '%s' already exists.".formatted(team.name()));
    }

    private static Subject subject(String verb, String id) {
        return new Subject("team." + verb, "team", id);
    }
}
