package dev.headrace.access;

/// What may be done. Permissions of the account apply to everything; those of a destination to one
/// group and what lies in it; those of a connection to one connection; those of a team to one team.
public enum Permission {
    VIEW_USERS(Level.ACCOUNT),
    MANAGE_USERS(Level.ACCOUNT),
    MANAGE_TEAMS(Level.ACCOUNT),
    /// System keys, and the API keys of others. Account administrators alone have it.
    MANAGE_KEYS(Level.ACCOUNT),
    VIEW_ROLES(Level.ACCOUNT),
    MANAGE_ROLES(Level.ACCOUNT),
    VIEW_SECURITY(Level.ACCOUNT),
    EDIT_SECURITY(Level.ACCOUNT),
    /// Webhooks of the account; those of a group go with its destination.
    VIEW_WEBHOOKS(Level.ACCOUNT),
    EDIT_WEBHOOKS(Level.ACCOUNT),
    VIEW_BILLING(Level.ACCOUNT),
    EDIT_BILLING(Level.ACCOUNT),
    VIEW_USAGE(Level.ACCOUNT),
    CREATE_DESTINATIONS(Level.ACCOUNT),
    /// Private links, proxy agents: what destinations of the whole account share.
    VIEW_NETWORKING(Level.ACCOUNT),
    MANAGE_NETWORKING(Level.ACCOUNT),

    VIEW_DESTINATION(Level.DESTINATION),
    EDIT_DESTINATION(Level.DESTINATION),
    DELETE_DESTINATION(Level.DESTINATION),
    MANAGE_MEMBERS(Level.DESTINATION),
    VIEW_LOGS(Level.DESTINATION),
    TRANSFORM(Level.DESTINATION),
    CREATE_CONNECTIONS(Level.DESTINATION),

    VIEW_CONNECTION(Level.CONNECTION),
    EDIT_CONNECTION(Level.CONNECTION),
    DELETE_CONNECTION(Level.CONNECTION),

    VIEW_TEAM(Level.TEAM),
    MANAGE_TEAM_MEMBERS(Level.TEAM);

    /// What a permission is about.
    public enum Level {
        ACCOUNT,
        DESTINATION,
        CONNECTION,
        TEAM
    }

    private final Level level;

    Permission(Level level) {
        this.level = level;
    }

    public Level level() {
        return level;
    }
}
