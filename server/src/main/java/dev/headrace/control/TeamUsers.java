package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.access.Role;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.TeamRows.Member;
import dev.headrace.catalog.TeamRows.Row;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Who belongs to a team.
public final class TeamUsers {
    private final Catalog catalog;
    private final Audit audit;
    private final InstantSource clock;

    public TeamUsers(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// Who belongs to the team.
    ///
    /// @param active whether only active or only suspended users are meant; null for all
    public Page<Member> list(
            Caller caller, String teamId, @Nullable Boolean active, Page.Request request) {
        return catalog.in(transaction -> {
            Teams.find(transaction, caller, teamId);
            return transaction.teams().users(teamId, active, request);
        });
    }

    public Member get(Caller caller, String teamId, String userId) {
        return catalog.in(transaction -> {
            Teams.find(transaction, caller, teamId);
            return find(transaction, teamId, userId);
        });
    }

    public Member add(Caller caller, String teamId, String userId, String role) {
        return catalog.in(transaction -> {
            requireMay(transaction, caller, teamId);
            Users.requireThere(transaction, userId);
            requireRole(transaction, caller, teamId, role);
            Member member =
                    transaction
                            .teams()
                            .addUser(teamId, userId, role, clock.instant())
                            .orElseThrow(() ->
                                    new Refusal.Conflict(
                                            "User with id '%s' is already in the team."
                                                    .formatted(userId)));
            audit.record(
                    transaction, caller, subject("add", teamId), null, facts(userId, role).map());
            return member;
        });
    }

    public Member setRole(Caller caller, String teamId, String userId, String role) {
        return catalog.in(transaction -> {
            requireMay(transaction, caller, teamId);
            Member before = find(transaction, teamId, userId);
            requireRole(transaction, caller, teamId, role);
            transaction.teams().setUserRole(teamId, userId, role);
            audit.record(
                    transaction,
                    caller,
                    subject("update", teamId),
                    facts(userId, before.role()).map(),
                    facts(userId, role).map());
            return find(transaction, teamId, userId);
        });
    }

    public void remove(Caller caller, String teamId, String userId) {
        catalog.run(transaction -> {
            requireMay(transaction, caller, teamId);
            Member before = find(transaction, teamId, userId);
            transaction.teams().removeUser(teamId, userId);
            audit.record(
                    transaction,
                    caller,
                    subject("remove", teamId),
                    facts(userId, before.role()).map(),
                    null);
        });
    }

    private static void requireMay(Transaction transaction, Caller caller, String teamId) {
        Row team = Teams.find(transaction, caller, teamId);
        caller.require(
                Permission.MANAGE_TEAM_MEMBERS,
                new Resource.Team(teamId),
                Permission.VIEW_TEAM,
                Teams.missing(teamId));
        Ranks.requireTeamNotAbove(transaction, caller, teamId, team.role());
    }

    private static void requireRole(
            Transaction transaction, Caller caller, String teamId, String role) {
        Ranks.toGive(transaction, caller, role, Role.Scope.TEAM, new Resource.Team(teamId));
    }

    private static Member find(Transaction transaction, String teamId, String userId) {
        return transaction
                .teams()
                .user(teamId, userId)
                .orElseThrow(() ->
                        new Refusal.NotFound(
                                null,
                                "User with id '%s' is not in team '%s'."
                                        .formatted(userId, teamId)));
    }

    private static Facts facts(String userId, String role) {
        return Facts.of("user_id", userId).and("role", role);
    }

    private static Subject subject(String verb, String teamId) {
        return new Subject("team_user." + verb, "team", teamId);
    }
}
