package dev.headrace.catalog;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/// Users of the account.
public final class UserRows {
    private static final String SELECT =
            """
            SELECT u.number, u.id, u.email, u.given_name, u.family_name, u.phone, u.picture,
                u.role, u.user_type, u.verified, u.invited, u.active, u.logged_in_at, u.created_at,
                EXISTS (SELECT FROM headrace.api_key k WHERE k.user_id = u.id) AS has_api_key
            FROM headrace.account_user u
            """;

    static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            new Profile(
                                    row.getString("email"),
                                    row.getString("given_name"),
                                    row.getString("family_name"),
                                    row.getString("phone"),
                                    row.getString("picture")),
                            row.getString("role"),
                            row.getString("user_type"),
                            row.getBoolean("verified"),
                            row.getBoolean("invited"),
                            row.getBoolean("active"),
                            row.getBoolean("has_api_key"),
                            Columns.instantOrNull(row, "logged_in_at"),
                            Columns.instant(row, "created_at"));

    private final Handle handle;

    UserRows(Handle handle) {
        this.handle = handle;
    }

    /// What a user is called and reached by.
    public record Profile(
            String email,
            String givenName,
            String familyName,
            @Nullable String phone,
            @Nullable String picture) {

        /// For people.
        public String fullName() {
            return givenName + " " + familyName;
        }
    }

    /// A user.
    ///
    /// @param role in the account as it was given, null for none
    /// @param type `REGULAR_USER` or `SERVICE_ACCOUNT`
    /// @param active false where suspended
    public record Row(
            long number,
            String id,
            Profile profile,
            @Nullable String role,
            String type,
            boolean verified,
            boolean invited,
            boolean active,
            boolean hasApiKey,
            @Nullable Instant loggedInAt,
            Instant createdAt) {}

    /// Which users a list is of; null for any.
    public record Filter(
            @Nullable Boolean active, @Nullable String type, @Nullable Boolean hasApiKey) {}

    /// A user who is new.
    ///
    /// @param invited whether an invitation is out, that is whether it has no password yet
    public record New(Profile profile, @Nullable String role, String type, boolean invited) {}

    /// Adds it unless its id is taken; the caller has looked for the email.
    public Optional<Row> add(String id, New user, Instant at) {
        int added =
                handle.createUpdate(
                                """
                                INSERT INTO headrace.account_user (id, email, given_name,
                                    family_name, phone, picture, role, user_type, verified,
                                    invited, active, created_at)
                                VALUES (:id, :email, :givenName, :familyName, :phone, :picture,
                                    :role, :type, NOT :invited, :invited, true, :at)
                                ON CONFLICT (id) DO NOTHING
                                """)
                        .bind("id", id)
                        .bind("email", user.profile().email())
                        .bind("givenName", user.profile().givenName())
                        .bind("familyName", user.profile().familyName())
                        .bind("phone", user.profile().phone())
                        .bind("picture", user.profile().picture())
                        .bind("role", user.role())
                        .bind("type", user.type())
                        .bind("invited", user.invited())
                        .bind("at", Columns.time(at))
                        .execute();
        return added == 1 ? find(id) : Optional.empty();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery(SELECT + "WHERE u.id = :id").bind("id", id).map(ROW).findOne();
    }

    /// The case of letters does not count.
    public Optional<Row> findByEmail(String email) {
        return handle.createQuery(SELECT + "WHERE lower(u.email) = lower(:email)")
                .bind("email", email)
                .map(ROW)
                .findOne();
    }

    public Page<Row> list(Visible visible, Filter filter, Page.Request request) {
        Query query =
                handle.createQuery(
                        SELECT
                                + """
                                WHERE u.number > :after AND (:all OR u.id = ANY (:ids))
                                    AND (:active::boolean IS NULL OR u.active = :active)
                                    AND (:type::text IS NULL OR u.user_type = :type)
                                    AND (:hasKey::boolean IS NULL OR :hasKey =
                                        EXISTS (SELECT FROM headrace.api_key k
                                            WHERE k.user_id = u.id))
                                ORDER BY u.number LIMIT :limit
                                """);
        return Page.of(
                query.bind("after", request.after())
                        .bind("all", visible.all())
                        .bindArray("ids", String.class, visible.ids())
                        .bindByType("active", filter.active(), Boolean.class)
                        .bind("type", filter.type())
                        .bindByType("hasKey", filter.hasApiKey(), Boolean.class)
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    /// How many active users other than this one have one of these roles in the account.
    public int othersWith(Collection<String> roles, String id) {
        return handle.createQuery(
                        """
                        SELECT count(*)::int FROM headrace.account_user
                        WHERE role = ANY (:roles) AND active AND id <> :id
                        """)
                .bindArray("roles", String.class, roles)
                .bind("id", id)
                .mapTo(Integer.class)
                .one();
    }

    public void update(String id, Profile profile) {
        handle.createUpdate(
                        """
                        UPDATE headrace.account_user SET given_name = :givenName,
                            family_name = :familyName, phone = :phone, picture = :picture
                        WHERE id = :id
                        """)
                .bind("id", id)
                .bind("givenName", profile.givenName())
                .bind("familyName", profile.familyName())
                .bind("phone", profile.phone())
                .bind("picture", profile.picture())
                .execute();
    }

    public void setRole(String id, @Nullable String role) {
        handle.createUpdate("UPDATE headrace.account_user SET role = :role WHERE id = :id")
                .bind("id", id)
                .bind("role", role)
                .execute();
    }

    public void setActive(String id, boolean active) {
        handle.createUpdate("UPDATE headrace.account_user SET active = :active WHERE id = :id")
                .bind("id", id)
                .bind("active", active)
                .execute();
    }

    /// Sets it; the user counts as verified then.
    ///
    /// @param hash in PHC form
    public void setPassword(String id, String hash) {
        handle.createUpdate(
                        """
                        UPDATE headrace.account_user
                        SET password = :hash, verified = true, invited = false WHERE id = :id
                        """)
                .bind("id", id)
                .bind("hash", hash)
                .execute();
    }

    /// The password's hash; empty where there is none.
    public Optional<String> password(String id) {
        return handle.createQuery(
                        """
                        SELECT password FROM headrace.account_user
                        WHERE id = :id AND password IS NOT NULL
                        """)
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    public void remove(String id) {
        handle.createUpdate("DELETE FROM headrace.account_user WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /// Whether nobody is there yet.
    public boolean isEmpty() {
        return handle.createQuery("SELECT NOT EXISTS (SELECT FROM headrace.account_user)")
                .mapTo(Boolean.class)
                .one();
    }
}
