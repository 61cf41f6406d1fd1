package dev.headrace.access;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A name for permissions that are given together.
///
/// @param scopes where it may be given
/// @param replacement the name to use now, null where this is it
public record Role(
        String name,
        String description,
        List<Scope> scopes,
        Set<Permission> permissions,
        boolean custom,
        @Nullable String replacement) {

    public Role {
        scopes = List.copyOf(scopes);
        permissions = Set.copyOf(permissions);
    }

    /// Where a role may be given; names as the API spells them.
    public enum Scope {
        ACCOUNT,
        DESTINATION,
        CONNECTOR,
        TEAM;

        /// What is meant, for sentences.
        public String words() {
            return switch (this) {
                case ACCOUNT -> "the account";
                case DESTINATION -> "a destination";
                case CONNECTOR -> "a connection";
                case TEAM -> "a team";
            };
        }
    }

    /// A role of the account's own making.
    ///
    /// @param scopes by their names
    /// @param permissions by their names
    public static Role custom(
            String name, String description, List<String> scopes, List<String> permissions) {
        return new Role(
                name,
                description,
                scopes.stream().map(Scope::valueOf).toList(),
                named(permissions),
                true,
                null);
    }

    /// What a custom role gives.
    ///
    /// @param permissions by their names; unknown ones give nothing
    static Set<Permission> named(List<String> permissions) {
        EnumSet<Permission> named = EnumSet.noneOf(Permission.class);
        for (Permission permission : Permission.values()) {
            if (permissions.contains(permission.name())) {
                named.add(permission);
            }
        }
        // Only the role of the account's administrators has it.
        named.remove(Permission.MANAGE_KEYS);
        return named;
    }
}
