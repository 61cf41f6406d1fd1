package dev.headrace.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// Roles of users and teams in one group or one connection.
public final class MembershipRows {
    private final Handle handle;

    MembershipRows(Handle handle) {
        this.handle = handle;
    }

    /// Who has the role.
    public enum HolderKind {
        USER("user_id"),
        TEAM("team_id");

        private final String column;

        HolderKind(String column) {
            this.column = column;
        }
    }

    /// What the role is in.
    public enum PlaceKind {
        GROUP("group_id"),
        CONNECTION("connection_id");

        private final String column;

        PlaceKind(String column) {
            this.column = column;
        }
    }

    public record Holder(HolderKind kind, String id) {}

    public record Place(PlaceKind kind, String id) {}

    /// A membership as its holder sees it.
    ///
    /// @param placeId of the group or the connection
    public record Row(long number, String placeId, String role, Instant createdAt) {}

    /// A user in a group.
    ///
    /// @param role in the group
    public record GroupUser(long number, String role, UserRows.Row user) {}

    /// A role that reaches a user somewhere, directly or through a team.
    ///
    /// @param kind `group`, `connection` or `team`
    public record Reach(String kind, String id, KeyRows.RoleName role) {}

    /// Adds it unless it is there.
    public Optional<Row> add(Holder holder, Place place, String role, Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.membership (%1$s, %2$s, role, created_at)
                        VALUES (:holder, :place, :role, :at) ON CONFLICT DO NOTHING
                        RETURNING number, %2$s AS place, role, created_at
                        """
                                .formatted(holder.kind().column, place.kind().column))
                .bind("holder", holder.id())
                .bind("place", place.id())
                .bind("role", role)
                .bind("at", Columns.time(at))
                .map(row())
                .findOne();
    }

    public Optional<Row> find(Holder holder, Place place) {
        return handle.createQuery(
                        """
                        SELECT number, %2$s AS place, role, created_at FROM headrace.membership
                        WHERE %1$s = :holder AND %2$s = :place
                        """
                                .formatted(holder.kind().column, place.kind().column))
                .bind("holder", holder.id())
                .bind("place", place.id())
                .map(row())
                .findOne();
    }

    public Page<Row> list(Holder holder, PlaceKind kind, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT number, %2$s AS place, role, created_at
                                FROM headrace.membership
                                WHERE %1$s = :holder AND %2$s IS NOT NULL AND number > :after
                                ORDER BY number LIMIT :limit
                                """
                                        .formatted(holder.kind().column, kind.column))
                        .bind("holder", holder.id())
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(row())
                        .list(),
                request,
                Row::number);
    }

    public void setRole(Holder holder, Place place, String role) {
        handle.createUpdate(
                        """
                        UPDATE headrace.membership SET role = :role
                        WHERE %1$s = :holder AND %2$s = :place
                        """
                                .formatted(holder.kind().column, place.kind().column))
                .bind("holder", holder.id())
                .bind("place", place.id())
                .bind("role", role)
                .execute();
    }

    public void remove(Holder holder, Place place) {
        handle.createUpdate(
                        """
                        DELETE FROM headrace.membership
                        WHERE %1$s = :holder AND %2$s = :place
                        """
                                .formatted(holder.kind().column, place.kind().column))
                .bind("holder", holder.id())
                .bind("place", place.id())
                .execute();
    }

    /// Users who are members themselves.
    ///
    /// @param active whether only active or only suspended users are meant; null for all
    public Page<GroupUser> usersOfGroup(
            String groupId, @Nullable Boolean active, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT m.number AS membership, m.role AS group_role, u.*,
                                    EXISTS (SELECT FROM headrace.api_key k
                                        WHERE k.user_id = u.id) AS has_api_key
                                FROM headrace.membership m
                                JOIN headrace.account_user u ON u.id = m.user_id
                                WHERE m.group_id = :groupId AND m.number > :after
                                    AND (:active::boolean IS NULL OR u.active = :active)
                                ORDER BY m.number LIMIT :limit
                                """)
                        .bind("groupId", groupId)
                        .bind("after", request.after())
                        .bindByType("active", active, Boolean.class)
                        .bind("limit", request.limitAndOne())
                        .map((row, context) ->
                                new GroupUser(
                                        row.getLong("membership"),
                                        row.getString("group_role"),
                                        UserRows.ROW.map(row, context)))
                        .list(),
                request,
                GroupUser::number);
    }

    /// Every role that a user has in groups, connections and teams, its teams' included.
    public List<Reach> reaching(String userId) {
        return handle.createQuery(
                        """
                        SELECT given.kind, given.id, given.role,
                            array_to_string(c.permissions, ',', '') AS permissions
                        FROM (
                            SELECT CASE WHEN group_id IS NULL THEN 'connection' ELSE 'group' END
                                    AS kind, coalesce(group_id, connection_id) AS id, role
                            FROM headrace.membership
                            WHERE user_id = :userId
                            UNION ALL
                            SELECT CASE WHEN m.group_id IS NULL THEN 'connection' ELSE 'group' END,
                                coalesce(m.group_id, m.connection_id), m.role
                            FROM headrace.team_user t
                            JOIN headrace.membership m ON m.team_id = t.team_id
                            WHERE t.user_id = :userId
                            UNION ALL
                            SELECT 'team', team_id, role FROM headrace.team_user
                            WHERE user_id = :userId
                        ) given
                        LEFT JOIN headrace.custom_role c ON c.name = given.role
                        """)
                .bind("userId", userId)
                .map((row, context) ->
                        new Reach(
                                row.getString("kind"),
                                row.getString("id"),
                                new KeyRows.RoleName(
                                        row.getString("role"),
                                        RoleNames.split(row.getString("permissions")))))
                .list();
    }

    /// Every role that a team gives its users.
    public List<Reach> ofTeam(String teamId) {
        return handle.createQuery(
                        """
                        SELECT CASE WHEN m.group_id IS NULL THEN 'connection' ELSE 'group' END
                                AS kind, coalesce(m.group_id, m.connection_id) AS id, m.role,
                            array_to_string(c.permissions, ',', '') AS permissions
                        FROM headrace.membership m
                        LEFT JOIN headrace.custom_role c ON c.name = m.role
                        WHERE m.team_id = :teamId
                        """)
                .bind("teamId", teamId)
                .map((row, context) ->
                        new Reach(
                                row.getString("kind"),
                                row.getString("id"),
                                new KeyRows.RoleName(
                                        row.getString("role"),
                                        RoleNames.split(row.getString("permissions")))))
                .list();
    }

    private static RowMapper<Row> row() {
        return (row, context) ->
                new Row(
                        row.getLong("number"),
                        row.getString("place"),
                        row.getString("role"),
                        Columns.instant(row, "created_at"));
    }
}
