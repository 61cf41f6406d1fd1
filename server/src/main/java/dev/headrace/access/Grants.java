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
public record Grants(
        Set<Permission> account,
        Map<String, Set<Permission>> groups,
        Map<String, Set<Permission>> connections) {

    public Grants {
        account = Collections.unmodifiableSet(copy(account));
        groups = Map.copyOf(groups);
        connections = Map.copyOf(connections);
    }

    /// Everything, as an account administrator has it.
    public static Grants all() {
        return new Grants(EnumSet.allOf(Permission.class), Map.of(), Map.of());
    }

    public static Grants none() {
        return new Grants(Set.of(), Map.of(), Map.of());
    }

    public boolean allow(Permission permission, Resource resource) {
        return account.contains(permission)
                || switch (resource) {
                    case Resource.Account() -> false;
                    case Resource.Group(String id) -> ofGroup(id).contains(permission);
                    case Resource.Connection(String id, String groupId) ->
                            ofGroup(groupId).contains(permission)
                                    || connections.getOrDefault(id, Set.of()).contains(permission);
                };
    }

    /// The groups of a list that the caller may see with this permission.
    public Visible groupsWith(Permission permission) {
        if (account.contains(permission)) {
            return Visible.EVERYTHING;
        }
        return Visible.only(
                groups.entrySet().stream()
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
