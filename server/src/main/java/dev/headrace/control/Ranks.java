package dev.headrace.control;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.Resource;
import dev.headrace.access.Role;
import dev.headrace.access.StandardRoles;
import dev.headrace.catalog.CustomRoleRows;
import dev.headrace.catalog.MembershipRows;
import dev.headrace.catalog.Transaction;
import dev.headrace.catalog.UserRows;
import dev.headrace.refusal.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules about who may give and take roles: nobody gives or takes more than they have, nobody
/// changes their own, and one administrator always stays.
final class Ranks {
    private Ranks() {}

    /// The role of that name, be it a standard or a custom one.
    static Optional<Role> find(Transaction transaction, String name) {
        return StandardRoles.find(name)
                .or(() -> transaction.customRoles().find(name).map(Ranks::custom));
    }

    static Role custom(CustomRoleRows.Row row) {
        return Role.custom(row.name(), row.description(), row.scopes(), row.permissions());
    }

    /// The role that is to be given.
    ///
    /// @throws Refusal.Invalid where there is none of that name, or none that may be given there
    /// @throws Refusal.Forbidden where it is more than the caller has there
    static Role toGive(
            Transaction transaction,
            Caller caller,
            String name,
            Role.Scope scope,
            Resource resource) {
        Role role =
                StandardRoles.find(name)
                        .or(() -> transaction.customRoles().lock(name).map(Ranks::custom))
                        .filter(found -> found.scopes().contains(scope))
                        .orElseThrow(() ->
                                new Refusal.Invalid(
                                        "Role '%s' is not a role of %s."
                                                .formatted(name, scope.words())));
        requireNotAbove(caller, role, resource);
        return role;
    }

    /// A role that is already given does not go beyond the caller's own rights.
    static void requireNotAbove(
            Transaction transaction, Caller caller, @Nullable String name, Resource resource) {
        if (name != null) {
            find(transaction, name).ifPresent(role -> requireNotAbove(caller, role, resource));
        }
    }

    /// The same of all that a team gives its users.
    static void requireTeamNotAbove(
            Transaction transaction, Caller caller, String teamId, @Nullable String role) {
        requireNotAbove(transaction, caller, role, new Resource.Account());
        for (MembershipRows.Reach reach : transaction.memberships().ofTeam(teamId)) {
            Resource resource =
                    reach.kind().equals("group")
                            ? new Resource.Group(reach.id())
                            : new Resource.Connection(
                                    reach.id(),
                                    transaction
                                            .connections()
                                            .find(reach.id())
                                            .orElseThrow()
                                            .groupId());
            requireNotAbove(transaction, caller, reach.role().name(), resource);
        }
    }

    static void requireNotOneself(Caller caller, String userId, String what) {
        if (caller.actor() instanceof Actor.User(String id, _) && id.equals(userId)) {
            throw new Refusal.Forbidden("You cannot %s.".formatted(what));
        }
    }

    /// That an administrator stays when this user is none any more. Holds a lock until the
    /// transaction ends, so that two cannot go at once.
    static void requireAnotherAdministrator(Transaction transaction, UserRows.Row user) {
        transaction.lock("administrators");
        String role =
                transaction.users().find(user.id()).map(UserRows.Row::role).orElse(user.role());
        if (role != null
                && StandardRoles.administrators().contains(role)
                && transaction.users().othersWith(StandardRoles.administrators(), user.id()) == 0) {
            throw new Refusal.Conflict(
                    "User '%s' is the last active account administrator: make another one first."
                            .formatted(user.profile().email()));
        }
    }

    private static void requireNotAbove(Caller caller, Role role, Resource resource) {
        if (!caller.grants().allowAll(role.permissions(), resource)) {
            throw new Refusal.Forbidden(
                    "Role '%s' allows more than you may yourself.".formatted(role.name()));
        }
    }
}
