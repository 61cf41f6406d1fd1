package dev.headrace.control;

import dev.headrace.access.Actor;
import dev.headrace.access.ApiKey;
import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.KeyRows.Row;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Visible;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import dev.headrace.vault.KeyedHash;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// The API keys of users, one each: their own, and for administrators everybody's.
public final class ApiKeys {
    private final Catalog catalog;
    private final KeyedHash hash;
    private final Audit audit;
    private final InstantSource clock;

    public ApiKeys(Catalog catalog, KeyedHash hash, InstantSource clock) {
        this.catalog = catalog;
        this.hash = hash;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// A key with its secret, which is shown this once.
    public record Made(ApiKey key, String userId, Instant createdAt) {}

    public Page<Row> list(Caller caller, Page.Request request) {
        Visible visible =
                mayAll(caller) ? Visible.EVERYTHING : Visible.only(List.of(ownId(caller)));
        return catalog.in(transaction -> transaction.keys().list(visible, request));
    }

    /// Gives the caller a new key; the old pair opens nothing from now on.
    public Made create(Caller caller) {
        return create(caller, ownId(caller));
    }

    /// The same for any user.
    public Made create(Caller caller, String userId) {
        ApiKey key = ApiKey.random("");
        return catalog.in(transaction -> {
            requireMay(caller, userId);
            Users.requireThere(transaction, userId);
            Instant now = clock.instant();
            transaction.keys().replaceOfUser(userId, key.key(), hash.of(key.secret()), now);
            audit.record(
                    transaction,
                    caller,
                    subject("create", userId),
                    null,
                    Facts.of("key", key.key()).map());
            return new Made(key, userId, now);
        });
    }

    public void remove(Caller caller, String userId) {
        catalog.run(transaction -> {
            requireMay(caller, userId);
            Users.requireThere(transaction, userId);
            if (!transaction.keys().removeOfUser(userId)) {
                throw new Refusal.NotFound(
                        null, "User with id '%s' has no API key.".formatted(userId));
            }
            audit.record(
                    transaction,
                    caller,
                    subject("delete", userId),
                    Facts.of("user_id", userId).map(),
                    null);
        });
    }

    private static boolean mayAll(Caller caller) {
        return caller.may(Permission.MANAGE_KEYS, new Resource.Account());
    }

    private static void requireMay(Caller caller, String userId) {
        if (!mayAll(caller) && !ownId(caller).equals(userId)) {
            throw caller.may(Permission.VIEW_USERS, new Resource.Account())
                    ? new Refusal.Forbidden("Only account administrators manage others' API keys.")
                    : Users.missing(userId);
        }
    }

    private static String ownId(Caller caller) {
        if (caller.actor() instanceof Actor.User(String id, _)) {
            return id;
        }
        throw new Refusal.Forbidden("Only users have API keys of their own.");
    }

    private static Subject subject(String verb, String userId) {
        return new Subject("api_key." + verb, "user", userId);
    }
}
