package dev.headrace.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// Teams and who belongs to them.
public final class TeamRows {
    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("name"),
                            row.getString("description"),
                            row.getString("role"));

    private static final RowMapper<Member> MEMBER =
            (row, context) ->
                    new Member(
                            row.getLong("number"),
                            row.getString("user_id"),
                            row.getString("role"),
                            Columns.instant(row, "created_at"));

    private final Handle handle;

    TeamRows(Handle handle) {
        this.handle = handle;
    }

    /// A team.
    ///
    /// @param role in the account as it was given, null for none
    public record Row(
            long number,
            String id,
            String name,
            @Nullable String description,
            @Nullable String role) {}

    /// A user in a team.
    public record Member(long number, String userId, String role, Instant createdAt) {}

    /// Adds it unless its id or its name is taken.
    public Optional<Row> add(String id, Row team, Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.team (id, name, description, role, created_at)
                        VALUES (:id, :name, :description, :role, :at) ON CONFLICT DO NOTHING
                        RETURNING number, id, name, description, role
                        """)
                .bind("id", id)
                .bind("name", team.name())
                .bind("description", team.description())
                .bind("role", team.role())
                .bind("at", Columns.time(at))
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery(
                        """
                        SELECT number, id, name, description, role FROM headrace.team
                        WHERE id = :id
                        """)
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    public Page<Row> list(Visible visible, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT number, id, name, description, role FROM headrace.team
                                WHERE number > :after AND (:all OR id = ANY (:ids))
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("all", visible.all())
                        .bindArray("ids", String.class, visible.ids())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    /// Whether the name was free.
    public boolean update(Row team) {
        return handle.createUpdate(
                                """
                                UPDATE headrace.team
                                SET name = :name, description = :description, role = :role
                                WHERE id = :id AND NOT EXISTS (
                                    SELECT FROM headrace.team WHERE name = :name AND id <> :id)
                                """)
                        .bind("id", team.id())
                        .bind("name", team.name())
                        .bind("description", team.description())
                        .bind("role", team.role())
                        .execute()
                == 1;
    }

    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.team WHERE id = :id").bind("id", id).execute();
    }

    /// Adds the user unless it is there.
    public Optional<Member> addUser(String teamId, String userId, String role, Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.team_user (team_id, user_id, role, created_at)
                        VALUES (:teamId, :userId, :role, :at) ON CONFLICT DO NOTHING
                        RETURNING number, user_id, role, created_at
                        """)
                .bind("teamId", teamId)
                .bind("userId", userId)
                .bind("role", role)
                .bind("at", Columns.time(at))
                .map(MEMBER)
                .findOne();
    }

    public Optional<Member> user(String teamId, String userId) {
        return handle.createQuery(
                        """
                        SELECT number, user_id, role, created_at FROM headrace.team_user
                        WHERE team_id = :teamId AND user_id = :userId
                        """)
                .bind("teamId", teamId)
                .bind("userId", userId)
                .map(MEMBER)
                .findOne();
    }

    /// Who belongs to the team.
    ///
    /// @param active whether only active or only suspended users are meant; null for all
    public Page<Member> users(String teamId, @Nullable Boolean active, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT m.number, m.user_id, m.role, m.created_at
                                FROM headrace.team_user m
                                JOIN headrace.account_user u ON u.id = m.user_id
                                WHERE m.team_id = :teamId AND m.number > :after
                                    AND (:active::boolean IS NULL OR u.active = :active)
                                ORDER BY m.number LIMIT :limit
                                """)
                        .bind("teamId", teamId)
                        .bind("after", request.after())
                        .bindByType("active", active, Boolean.class)
                        .bind("limit", request.limitAndOne())
                        .map(MEMBER)
                        .list(),
                request,
                Member::number);
    }

    public void setUserRole(String teamId, String userId, String role) {
        handle.createUpdate(
                        """
                        UPDATE headrace.team_user SET role = :role
                        WHERE team_id = :teamId AND user_id = :userId
                        """)
                .bind("teamId", teamId)
                .bind("userId", userId)
                .bind("role", role)
                .execute();
    }

    public void removeUser(String teamId, String userId) {
        handle.createUpdate(
                        """
                        DELETE FROM headrace.team_user
                        WHERE team_id = :teamId AND user_id = :userId
                        """)
                .bind("teamId", teamId)
                .bind("userId", userId)
                .execute();
    }
}
