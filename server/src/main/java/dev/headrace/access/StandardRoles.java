package dev.headrace.access;

import static dev.headrace.access.Permission.*;
import static dev.headrace.access.Role.Scope.ACCOUNT;
import static dev.headrace.access.Role.Scope.CONNECTOR;
import static dev.headrace.access.Role.Scope.DESTINATION;
import static dev.headrace.access.Role.Scope.TEAM;

import dev.headrace.access.Role.Scope;
import dev.headrace.catalog.KeyRows.RoleName;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The roles that every account has, and what each allows. This table decides; old names mean the
/// same as what replaces them.
public final class StandardRoles {
    public static final String ADMINISTRATOR = "Account Administrator";

    /// What whoever makes a group becomes there.
    public static final String MANAGE_DESTINATION = "Manage Destination";

    private static final Set<Permission> CONNECTIONS =
            EnumSet.of(VIEW_CONNECTION, EDIT_CONNECTION, DELETE_CONNECTION);

    private static final Map<String, Role> ROLES = new LinkedHashMap<>();

    static {
        add(ACCOUNT, ADMINISTRATOR, "Everything", "Owner", EnumSet.allOf(Permission.class));
        add(
                ACCOUNT,
                "Account Billing",
                "Billing and usage",
                "Billing",
                EnumSet.of(VIEW_BILLING, EDIT_BILLING, VIEW_USAGE));
        add(
                ACCOUNT,
                "Account Analyst",
                "Sees and edits destinations and connections",
                "",
                with(
                        CONNECTIONS,
                        VIEW_DESTINATION,
                        EDIT_DESTINATION,
                        VIEW_LOGS,
                        TRANSFORM,
                        CREATE_CONNECTIONS,
                        VIEW_NETWORKING,
                        VIEW_USAGE));
        add(
                ACCOUNT,
                "Account Reviewer",
                "Sees the account, its destinations and connections",
                "",
                EnumSet.of(
                        VIEW_DESTINATION,
                        VIEW_CONNECTION,
                        VIEW_NETWORKING,
                        VIEW_USAGE,
                        VIEW_USERS,
                        VIEW_TEAM,
                        VIEW_ROLES));
        add(
                ACCOUNT,
                "Destination Creator",
                "Creates destinations and has full rights on those",
                "",
                EnumSet.of(CREATE_DESTINATIONS));
        add(
                DESTINATION,
                MANAGE_DESTINATION,
                "Full control of one destination",
                "Destination Administrator",
                with(
                        CONNECTIONS,
                        VIEW_DESTINATION,
                        EDIT_DESTINATION,
                        DELETE_DESTINATION,
                        MANAGE_MEMBERS,
                        VIEW_LOGS,
                        TRANSFORM,
                        CREATE_CONNECTIONS));
        add(
                DESTINATION,
                "Edit Destination",
                "Sees and edits one destination and its connections",
                "Destination Analyst",
                with(
                        CONNECTIONS,
                        VIEW_DESTINATION,
                        EDIT_DESTINATION,
                        VIEW_LOGS,
                        TRANSFORM,
                        CREATE_CONNECTIONS));
        add(
                DESTINATION,
                "View Destination",
                "Sees one destination and its connections",
                "Destination Reviewer",
                EnumSet.of(VIEW_DESTINATION, VIEW_CONNECTION));
        add(
                DESTINATION,
                "Create Connection",
                "Creates connections in one destination and manages those",
                "Connector Creator",
                EnumSet.of(VIEW_DESTINATION, CREATE_CONNECTIONS));
        add(
                CONNECTOR,
                "Manage Connection",
                "Full control of one connection",
                "Connector Administrator",
                CONNECTIONS);
        add(
                CONNECTOR,
                "Edit Connection",
                "Sees and edits one connection",
                "Connector Collaborator",
                EnumSet.of(VIEW_CONNECTION, EDIT_CONNECTION));
        add(
                CONNECTOR,
                "View Connection",
                "Sees one connection",
                "Connector Reviewer",
                EnumSet.of(VIEW_CONNECTION));
        add(
                TEAM,
                "Team Manager",
                "Manages who belongs to one team",
                "",
                EnumSet.of(VIEW_TEAM, MANAGE_TEAM_MEMBERS));
        add(TEAM, "Team Member", "Belongs to one team", "", EnumSet.of(VIEW_TEAM));
    }

    private StandardRoles() {}

    /// All of them, old names after those that replace them.
    public static List<Role> all() {
        return List.copyOf(ROLES.values());
    }

    public static Optional<Role> find(String name) {
        return Optional.ofNullable(ROLES.get(name));
    }

    /// The names of the role that has every permission.
    public static List<String> administrators() {
        return ROLES.values().stream()
                .filter(role -> role.permissions().contains(MANAGE_KEYS))
                .map(Role::name)
                .toList();
    }

    /// What a role gives, be it one of these or a custom one.
    static Set<Permission> permissions(RoleName role) {
        return find(role.name())
                .map(Role::permissions)
                .orElseGet(() -> Role.named(role.permissions()));
    }

    private static void add(
            Scope scope, String name, String description, String old, Set<Permission> permissions) {
        ROLES.put(name, new Role(name, description, List.of(scope), permissions, false, null));
        if (!old.isEmpty()) {
            ROLES.put(
                    old,
                    new Role(old, "Old name of " + name, List.of(scope), permissions, false, name));
        }
    }

    private static Set<Permission> with(Set<Permission> permissions, Permission... more) {
        Set<Permission> all = EnumSet.copyOf(permissions);
        all.addAll(List.of(more));
        return all;
    }
}
