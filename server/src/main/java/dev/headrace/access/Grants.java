package dev.headrace.access;

import dev.headrace.catalog.Visible;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// What one caller may do: the union of every role that reaches it.
///
/// @param account on everything
/// @param groups by group id, beyond `account`
/// @param connections by connection id, beyond those of its group
/// @param teams by team id, beyond `account`
public record Grants(
        Set<Permission> account,
        Map<String, Set<Permission>> groups,
        Map<String, Set<Permission>> connections,
        Map<String, Set<Permission>> teams) {

    public Grants {
        account = Collections.unmodifiableSet(copy(account));
        groups = Map.copyOf(groups);
        connections = Map.copyOf(connections);
        teams = Map.copyOf(teams);
    }

    /// Without anything on teams.
    public Grants(
            Set<Permission> account,
            Map<String, Set<Permission>> groups,
            Map<String, Set<Permission>> connections) {
        this(account, groups, connections, Map.of());
    }

    /// Everything, as an account administrator has it.
    public static Grants all() {
        return account(EnumSet.allOf(Permission.class));
    }

    public static Grants none() {
        return account(Set.of());
    }

    /// These, on everything.
    public static Grants account(Set<Permission> permissions) {
        return new Grants(permissions, Map.of(), Map.of());
    }

    public boolean allow(Permission permission, Resource resource) {
        return account.contains(permission)
                || switch (resource) {
                    case Resource.Account() -> false;
                    case Resource.Group(String id) -> ofGroup(id).contains(permission);
                    case Resource.Connection(String id, String groupId) ->
                            ofGroup(groupId).contains(permission)
                                    || connections.getOrDefault(id, Set.of()).contains(permission);
                    case Resource.Team(String id) ->
                            teams.getOrDefault(id, Set.of()).contains(permission);
                };
    }

    /// Whether nothing among these is more than the caller has itself there.
    public boolean allowAll(Set<Permission> permissions, Resource resource) {
        return permissions.stream().allMatch(permission -> allow(permission, resource));
    }

    /// All that may be done with it.
    public Set<Permission> on(Resource resource) {
        EnumSet<Permission> on = EnumSet.allOf(Permission.class);
        on.removeIf(permission -> !allow(permission, resource));
        return on;
    }

    /// The groups of a list that the caller may see with this permission.
    public Visible groupsWith(Permission permission) {
        return visible(permission, groups);
    }

    /// The same of teams.
    public Visible teamsWith(Permission permission) {
        return visible(permission, teams);
    }

    private Visible visible(Permission permission, Map<String, Set<Permission>> things) {
        if (account.contains(permission)) {
            return Visible.EVERYTHING;
        }
        return Visible.only(
                things.entrySet().stream()
                        .filter(entry -> entry.getValue().contains(permission))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private Set<Permission> ofGroup(String id) {
        return groups.getOrDefault(id, Set.of());
    }

    private static EnumSet<Permission> copy(Set<Permission> permissions) {
        EnumSet<Permission> copy = EnumSet.noneOf(Permission.class);
        copy.addAll(permissions);
        return copy;
    }
}
