package dev.headrace.control;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.access.Role;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Transaction;
import dev.headrace.catalog.UserRows;
import dev.headrace.catalog.UserRows.Filter;
import dev.headrace.catalog.UserRows.Profile;
import dev.headrace.catalog.UserRows.Row;
import dev.headrace.catalog.Visible;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The verbs on users. Those who may not see users see themselves.
public final class Users {
    /// What can be an address; whether it is one, an invitation shows.
    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");

    /// The longest that mail allows.
    private static final int EMAIL_LENGTH_MAX = 254;

    private final Catalog catalog;
    private final Audit audit;
    private final InstantSource clock;

    public Users(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    public Page<Row> list(Caller caller, Filter filter, Page.Request request) {
        return catalog.in(
                transaction -> transaction.users().list(visible(caller), filter, request));
    }

    public Row get(Caller caller, String id) {
        return catalog.in(transaction -> find(transaction, caller, id));
    }

    /// Invites somebody.
    ///
    /// @param role in the account; empty for none
    public Row create(Caller caller, Profile profile, String role, String type) {
        caller.require(Permission.MANAGE_USERS);
        requireEmail(profile.email());
        requireName("given_name", profile.givenName());
        requireName("family_name", profile.familyName());
        return catalog.in(transaction -> {
            transaction.lock("users");
            if (transaction.users().findByEmail(profile.email()).isPresent()) {
                throw new Refusal.Conflict(
                        "User with email '%s' already exists.".formatted(profile.email()));
            }
            String given = given(transaction, caller, role);
            Row row =
                    Ids.adding(id ->
                                    transaction
                                            .users()
                                            .add(
                                                    id,
                                                    new UserRows.New(profile, given, type, true),
                                                    clock.instant()))
                            .orElseThrow();
            audit.record(transaction, caller, subject("create", row.id()), null, facts(row).map());
            return row;
        });
    }

    /// Changes what is told.
    ///
    /// @param profile makes the new profile of the old; the email must stay
    /// @param role empty to leave it; an empty name for none
    public Row update(
            Caller caller, String id, UnaryOperator<Profile> profile, Optional<String> role) {
        return catalog.in(transaction -> {
            Row before = toManage(transaction, caller, id);
            Profile changed = profile.apply(before.profile());
            requireName("given_name", changed.givenName());
            requireName("family_name", changed.familyName());
            transaction.users().update(id, changed);
            role.ifPresent(name -> setRole(transaction, caller, before, name));
            Row after = transaction.users().find(id).orElseThrow(() -> missing(id));
            if (!after.equals(before)) {
                audit.record(
                        transaction,
                        caller,
                        subject("update", id),
                        facts(before).map(),
                        facts(after).map());
            }
            return after;
        });
    }

    public void removeRole(Caller caller, String id) {
        update(caller, id, UnaryOperator.identity(), Optional.of(""));
    }

    /// Suspends a user, whose keys then open nothing, or lets it in again.
    public Row setActive(Caller caller, String id, boolean active) {
        return catalog.in(transaction -> {
            Row before = toManage(transaction, caller, id);
            if (!active) {
                Ranks.requireNotOneself(caller, id, "suspend yourself");
                Ranks.requireAnotherAdministrator(transaction, before);
            }
            transaction.users().setActive(id, active);
            audit.record(
                    transaction,
                    caller,
                    subject(active ? "resume" : "suspend", id),
                    Facts.of("active", before.active()).map(),
                    Facts.of("active", active).map());
            return transaction.users().find(id).orElseThrow(() -> missing(id));
        });
    }

    public void remove(Caller caller, String id) {
        catalog.run(transaction -> {
            Row before = toManage(transaction, caller, id);
            Ranks.requireAnotherAdministrator(transaction, before);
            transaction.users().remove(id);
            audit.record(transaction, caller, subject("delete", id), facts(before).map(), null);
        });
    }

    /// The user, where the caller may see it.
    static Row find(Transaction transaction, Caller caller, String id) {
        Visible visible = visible(caller);
        return Optional.of(id)
                .filter(wanted -> visible.all() || visible.ids().contains(wanted))
                .flatMap(transaction.users()::find)
                .orElseThrow(() -> missing(id));
    }

    static void requireThere(Transaction transaction, String id) {
        if (transaction.users().find(id).isEmpty()) {
            throw missing(id);
        }
    }

    static Refusal.NotFound missing(String id) {
        return new Refusal.NotFound("User", "User with id '%s' does not exist.".formatted(id));
    }

    static void requireEmail(String email) {
        if (email.length() > EMAIL_LENGTH_MAX || !EMAIL.matcher(email).matches()) {
            throw new Refusal.Invalid("Field 'email' must be an email address");
        }
    }

    static Facts facts(Row row) {
        return Facts.of("email", row.profile().email())
                .and("given_name", row.profile().givenName())
                .and("family_name", row.profile().familyName())
                .and("phone", row.profile().phone())
                .and("picture", row.profile().picture())
                .and("role", row.role())
                .and("user_type", row.type());
    }

    private static Visible visible(Caller caller) {
        if (caller.may(Permission.VIEW_USERS, new Resource.Account())) {
            return Visible.EVERYTHING;
        }
        return caller.actor() instanceof Actor.User(String id, _)
                ? Visible.only(List.of(id))
                : Visible.only(List.of());
    }

    private static Row toManage(Transaction transaction, Caller caller, String id) {
        Row row = find(transaction, caller, id);
        caller.require(Permission.MANAGE_USERS);
        Ranks.requireNotAbove(transaction, caller, row.role(), new Resource.Account());
        return row;
    }

    private static void setRole(Transaction transaction, Caller caller, Row user, String role) {
        if (Objects.equals(role.isEmpty() ? null : role, user.role())) {
            return;
        }
        Ranks.requireNotOneself(caller, user.id(), "change your own role");
        Ranks.requireAnotherAdministrator(transaction, user);
        transaction.users().setRole(user.id(), given(transaction, caller, role));
    }

    private static @Nullable String given(Transaction transaction, Caller caller, String role) {
        return role.isEmpty()
                ? null
                : Ranks.toGive(
                                transaction,
                                caller,
                                role,
                                Role.Scope.ACCOUNT,
                                new Resource.Account())
                        .name();
    }

    private static void requireName(String field, String name) {
        if (name.isBlank()) {
            throw Refusal.Invalid.required(field);
        }
    }

    private static Subject subject(String verb, String id) {
        return new Subject("user." + verb, "user", id);
    }
}
