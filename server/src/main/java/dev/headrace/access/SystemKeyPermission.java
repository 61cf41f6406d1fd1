package dev.headrace.access;

import static dev.headrace.access.Permission.*;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One line of what a system key may do.
///
/// @param filter null for everything of the type
public record SystemKeyPermission(Type type, Level level, @Nullable Filter filter) {
    private static final ObjectMapper JSON = JsonMapper.shared();

    private static final Map<Type, Set<Permission>> READ = new EnumMap<>(Type.class);
    private static final Map<Type, Set<Permission>> MANAGE = new EnumMap<>(Type.class);

    static {
        rights(
                Type.ACCOUNT,
                EnumSet.of(VIEW_USAGE, VIEW_BILLING, VIEW_SECURITY, VIEW_NETWORKING),
                EnumSet.of(EDIT_BILLING, EDIT_SECURITY, MANAGE_NETWORKING));
        rights(Type.USER, EnumSet.of(VIEW_USERS), EnumSet.of(MANAGE_USERS));
        rights(Type.TEAM, EnumSet.of(VIEW_TEAM), EnumSet.of(MANAGE_TEAMS, MANAGE_TEAM_MEMBERS));
        rights(Type.ROLES, EnumSet.of(VIEW_ROLES), EnumSet.of(MANAGE_ROLES));
        rights(Type.WEBHOOK, EnumSet.of(VIEW_WEBHOOKS), EnumSet.of(EDIT_WEBHOOKS));
        rights(
                Type.DESTINATION,
                EnumSet.of(VIEW_DESTINATION, VIEW_LOGS),
                EnumSet.of(
                        CREATE_DESTINATIONS, EDIT_DESTINATION, DELETE_DESTINATION, MANAGE_MEMBERS));
        rights(
                Type.CONNECTOR,
                EnumSet.of(VIEW_CONNECTION),
                EnumSet.of(CREATE_CONNECTIONS, EDIT_CONNECTION, DELETE_CONNECTION));
        rights(Type.TRANSFORMATION, EnumSet.noneOf(Permission.class), EnumSet.of(TRANSFORM));
        for (Type type : List.of(Type.REMOTE_EXECUTION_AGENT, Type.PRIVATE_LINK, Type.PROXY)) {
            rights(type, EnumSet.of(VIEW_NETWORKING), EnumSet.of(MANAGE_NETWORKING));
        }
    }

    /// What it is about.
    public enum Type {
        ACCOUNT,
        USER,
        WEBHOOK,
        TEAM,
        ROLES,
        DESTINATION,
        TRANSFORMATION,
        REMOTE_EXECUTION_AGENT,
        CONNECTOR,
        PRIVATE_LINK,
        PROXY;

        public boolean takesFilter() {
            return this == DESTINATION || this == TRANSFORMATION || this == CONNECTOR;
        }
    }

    public enum Level {
        NONE,
        READ,
        MANAGE
    }

    /// Which ones.
    ///
    /// @param ids of the things themselves
    /// @param groupIds of groups, for all that lies in them
    public record Filter(List<String> ids, List<String> groupIds) {
        public Filter {
            ids = List.copyOf(ids);
            groupIds = List.copyOf(groupIds);
        }
    }

    /// What a key with all of these may do.
    static Grants grants(List<SystemKeyPermission> permissions) {
        Set<Permission> account = EnumSet.noneOf(Permission.class);
        Map<String, Set<Permission>> groups = new HashMap<>();
        Map<String, Set<Permission>> connections = new HashMap<>();
        for (SystemKeyPermission permission : permissions) {
            Set<Permission> rights = permission.rights();
            Filter filter = permission.filter();
            if (filter == null) {
                account.addAll(rights);
                continue;
            }
            rights.remove(CREATE_DESTINATIONS);
            filter.groupIds().forEach(id -> add(groups, id, rights));
            // A destination's id is its group's.
            var ids = permission.type() == Type.DESTINATION ? groups : connections;
            filter.ids().forEach(id -> add(ids, id, rights));
        }
        return new Grants(account, groups, connections);
    }

    public static List<SystemKeyPermission> parse(String json) {
        List<SystemKeyPermission> permissions = new ArrayList<>();
        for (JsonNode node : JSON.readTree(json)) {
            JsonNode filter = node.get("resource_filter");
            permissions.add(
                    new SystemKeyPermission(
                            Type.valueOf(node.path("resource_type").asString()),
                            Level.valueOf(node.path("access_level").asString()),
                            filter == null
                                    ? null
                                    : new Filter(
                                            texts(filter.path("ids")),
                                            texts(filter.path("group_ids")))));
        }
        return permissions;
    }

    /// As the API spells them.
    public static ArrayNode json(List<SystemKeyPermission> permissions) {
        ArrayNode array = JSON.createArrayNode();
        for (SystemKeyPermission permission : permissions) {
            ObjectNode node = array.addObject();
            node.put("resource_type", permission.type().name());
            node.put("access_level", permission.level().name());
            Filter filter = permission.filter();
            if (filter != null) {
                ObjectNode given = node.putObject("resource_filter");
                put(given, "ids", filter.ids());
                put(given, "group_ids", filter.groupIds());
            }
        }
        return array;
    }

    private Set<Permission> rights() {
        Set<Permission> rights = EnumSet.noneOf(Permission.class);
        if (level != Level.NONE) {
            rights.addAll(READ.getOrDefault(type, Set.of()));
        }
        if (level == Level.MANAGE) {
            rights.addAll(MANAGE.getOrDefault(type, Set.of()));
        }
        return rights;
    }

    private static void rights(Type type, Set<Permission> read, Set<Permission> manage) {
        READ.put(type, read);
        MANAGE.put(type, manage);
    }

    private static void add(
            Map<String, Set<Permission>> things, String id, Set<Permission> rights) {
        things.computeIfAbsent(id, _ -> EnumSet.noneOf(Permission.class)).addAll(rights);
    }

    private static void put(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.forEach(array::add);
        }
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(item -> texts.add(item.asString()));
        return texts;
    }
}
