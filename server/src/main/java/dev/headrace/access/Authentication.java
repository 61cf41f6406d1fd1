package dev.headrace.access;

import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.KeyRows.Owner;
import dev.headrace.catalog.KeyRows.Shown;
import dev.headrace.catalog.MembershipRows.Reach;
import dev.headrace.catalog.Transaction;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.vault.KeyedHash;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out who calls the API and what they may do. What is taken back counts from the next call
/// on, on every server: nothing is remembered in between. Thread-safe.
public final class Authentication {
    /// How exact the time of last use is: a write for every call would cost more than the call.
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    private static final byte[] NO_HASH = new byte[32];

    private final Catalog catalog;
    private final KeyedHash hash;
    private final InstantSource clock;
    private final GuessLimit guesses;

    public Authentication(Catalog catalog, KeyedHash hash, InstantSource clock) {
        this.catalog = catalog;
        this.hash = hash;
        this.clock = clock;
        this.guesses = new GuessLimit(clock);
    }

    /// Who it is, with what it may do.
    ///
    /// @param authorization the header of that name, null where there is none
    /// @param address where the request comes from
    /// @throws Refusal.Unauthenticated where nobody is known by it
    /// @throws Refusal.TooMany where somebody guesses
    public Caller caller(@Nullable String authorization, String address, String requestId) {
        ApiKey pair =
                ApiKey.ofHeader(authorization)
                        .orElseThrow(() ->
                                new Refusal.Unauthenticated(
                                        "The request must carry an API key and its secret as"
                                                + " `Authorization: Basic`."));
        return catalog.in(transaction -> find(transaction, pair))
                .map(known -> new Caller(known.actor(), known.grants(), address, requestId))
                .orElseThrow(() -> {
                    guesses.guessed(address, pair.key());
                    return new Refusal.Unauthenticated("The API key or its secret is wrong.");
                });
    }

    private record Known(Actor actor, Grants grants) {}

    private Optional<Known> find(Transaction transaction, ApiKey pair) {
        Optional<Shown> shown = transaction.keys().shown(pair.key());
        // Hashed and compared in any case: the time tells nothing of whether the key exists.
        byte[] expected = shown.map(Shown::hash).orElse(NO_HASH);
        if (!MessageDigest.isEqual(expected, hash(pair.secret())) || shown.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Known known =
                switch (shown.get().owner()) {
                    case Owner.User user -> user(transaction, user);
                    case Owner.SystemKey key -> systemKey(key, now);
                };
        noteUse(transaction, pair.key(), shown.get().lastUsedAt(), now);
        return Optional.of(known);
    }

    private byte[] hash(Secret secret) {
        return hash.of(secret);
    }

    private static Known user(Transaction transaction, Owner.User user) {
        if (!user.active()) {
            throw new Refusal.Unauthenticated("The user of this API key is suspended.");
        }
        return new Known(new Actor.User(user.id(), user.name()), grants(transaction, user));
    }

    /// The union of every role that reaches the user.
    private static Grants grants(Transaction transaction, Owner.User user) {
        Set<Permission> account = EnumSet.noneOf(Permission.class);
        user.roles().forEach(role -> account.addAll(StandardRoles.permissions(role)));
        if (account.size() == Permission.values().length) {
            // Those who make groups are members of very many, which could add nothing here.
            return Grants.all();
        }
        Map<String, Set<Permission>> groups = new HashMap<>();
        Map<String, Set<Permission>> connections = new HashMap<>();
        Map<String, Set<Permission>> teams = new HashMap<>();
        for (Reach reach : transaction.memberships().reaching(user.id())) {
            var things =
                    switch (reach.kind()) {
                        case "group" -> groups;
                        case "connection" -> connections;
                        default -> teams;
                    };
            things.computeIfAbsent(reach.id(), _ -> EnumSet.noneOf(Permission.class))
                    .addAll(StandardRoles.permissions(reach.role()));
        }
        return new Grants(account, groups, connections, teams);
    }

    private static Known systemKey(Owner.SystemKey key, Instant now) {
        Instant expiredAt = key.expiredAt();
        if (expiredAt != null && !now.isBefore(expiredAt)) {
            throw new Refusal.Unauthenticated("The system key has expired.");
        }
        return new Known(
                new Actor.SystemKey(key.id(), key.name()),
                SystemKeyPermission.grants(SystemKeyPermission.parse(key.permissions())));
    }

    private static void noteUse(
            Transaction transaction, String key, @Nullable Instant lastUsedAt, Instant now) {
        Instant since = now.minus(USE_NOTED_EVERY);
        if (lastUsedAt == null || lastUsedAt.isBefore(since)) {
            transaction.keys().used(key, now, since);
        }
    }
}
