package dev.headrace.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// Keys of the API, and what a call needs to know of whoever shows one.
public final class KeyRows {
    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("key"),
                            row.getString("user_id"),
                            Columns.instant(row, "created_at"),
                            Columns.instantOrNull(row, "last_used_at"));

    private final Handle handle;

    KeyRows(Handle handle) {
        this.handle = handle;
    }

    /// The key of a user.
    public record Row(
            long number,
            String key,
            String userId,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    /// What is known of a key that a caller shows.
    ///
    /// @param owner who it belongs to
    @SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
    public record Shown(byte[] hash, @Nullable Instant lastUsedAt, Owner owner) {}

    /// Whose a key is.
    public sealed interface Owner {

        /// A user, with what roles it has in the account: its own and those of its teams.
        record User(String id, String name, boolean active, List<RoleName> roles) implements Owner {
            public User {
                roles = List.copyOf(roles);
            }
        }

        /// A key of its own.
        ///
        /// @param permissions as JSON
        /// @param expiredAt null for never
        record SystemKey(String id, String name, String permissions, @Nullable Instant expiredAt)
                implements Owner {}
    }

    /// A role by its name.
    ///
    /// @param permissions of a custom role; empty for a standard one
    public record RoleName(String name, List<String> permissions) {
        public RoleName {
            permissions = List.copyOf(permissions);
        }
    }

    /// One index look-up for the key and few for the roles behind it.
    public Optional<Shown> shown(String key) {
        return handle.createQuery(
                        """
                        SELECT k.hash, k.last_used_at,
                            u.id AS user_id, u.given_name || ' ' || u.family_name AS user_name,
                            u.active, r.names, r.permissions AS role_permissions,
                            s.id AS system_key_id, s.name, s.permissions, s.expired_at
                        FROM headrace.api_key k
                        LEFT JOIN headrace.account_user u ON u.id = k.user_id
                        LEFT JOIN headrace.system_key s ON s.id = k.system_key_id
                        LEFT JOIN LATERAL (
                            SELECT array_agg(given.role) AS names,
                                array_agg(array_to_string(c.permissions, ',', '')) AS permissions
                            FROM (
                                SELECT u.role WHERE u.role IS NOT NULL
                                UNION
                                SELECT t.role FROM headrace.team_user m
                                JOIN headrace.team t ON t.id = m.team_id
                                WHERE m.user_id = u.id AND t.role IS NOT NULL
                            ) given
                            LEFT JOIN headrace.custom_role c ON c.name = given.role
                        ) r ON true
                        WHERE k.key = :key
                        """)
                .bind("key", key)
                .map((row, context) ->
                        new Shown(
                                row.getBytes("hash"),
                                Columns.instantOrNull(row, "last_used_at"),
                                row.getString("user_id") == null
                                        ? new Owner.SystemKey(
                                                row.getString("system_key_id"),
                                                row.getString("name"),
                                                row.getString("permissions"),
                                                Columns.instantOrNull(row, "expired_at"))
                                        : new Owner.User(
                                                row.getString("user_id"),
                                                row.getString("user_name"),
                                                row.getBoolean("active"),
                                                RoleNames.of(row, "names", "role_permissions"))))
                .findOne();
    }

    /// Notes the use, unless one was noted since.
    public void used(String key, Instant at, Instant unlessSince) {
        handle.createUpdate(
                        """
                        UPDATE headrace.api_key SET last_used_at = :at
                        WHERE key = :key AND (last_used_at IS NULL OR last_used_at < :since)
                        """)
                .bind("key", key)
                .bind("at", Columns.time(at))
                .bind("since", Columns.time(unlessSince))
                .execute();
    }

    /// Gives the user this key instead of the one that it had, if any.
    public void replaceOfUser(String userId, String key, byte[] hash, Instant at) {
        removeOfUser(userId);
        handle.createUpdate(
                        """
                        INSERT INTO headrace.api_key (key, hash, user_id, created_at)
                        VALUES (:key, :hash, :userId, :at)
                        """)
                .bind("key", key)
                .bind("hash", hash)
                .bind("userId", userId)
                .bind("at", Columns.time(at))
                .execute();
    }

    public void addOfSystemKey(String systemKeyId, String key, byte[] hash, Instant at) {
        handle.createUpdate(
                        """
                        INSERT INTO headrace.api_key (key, hash, system_key_id, created_at)
                        VALUES (:key, :hash, :systemKeyId, :at)
                        """)
                .bind("key", key)
                .bind("hash", hash)
                .bind("systemKeyId", systemKeyId)
                .bind("at", Columns.time(at))
                .execute();
    }

    /// The key stays, its secret is another.
    public void rehashOfSystemKey(String systemKeyId, byte[] hash) {
        handle.createUpdate(
                        "UPDATE headrace.api_key SET hash = :hash WHERE system_key_id = :systemKeyId")
                .bind("hash", hash)
                .bind("systemKeyId", systemKeyId)
                .execute();
    }

    /// Whether there was one.
    public boolean removeOfUser(String userId) {
        return handle.createUpdate("DELETE FROM headrace.api_key WHERE user_id = :userId")
                        .bind("userId", userId)
                        .execute()
                == 1;
    }

    /// Keys of users.
    public Page<Row> list(Visible users, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                """
                                SELECT number, key, user_id, created_at, last_used_at
                                FROM headrace.api_key
                                WHERE number > :after AND user_id IS NOT NULL
                                    AND (:all OR user_id = ANY (:ids))
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("all", users.all())
                        .bindArray("ids", String.class, users.ids())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    public boolean isTaken(String key) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM headrace.api_key WHERE key = :key)")
                .bind("key", key)
                .mapTo(Boolean.class)
                .one();
    }
}
