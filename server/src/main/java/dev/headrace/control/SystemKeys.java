package dev.headrace.control;

import dev.headrace.access.Actor;
import dev.headrace.access.ApiKey;
import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.SystemKeyPermission;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.SystemKeyRows.Row;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.vault.KeyedHash;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The verbs on system keys. Only people, by keys of their own, who administer the account: else a
/// key could make itself another one with more rights.
public final class SystemKeys {
    private static final String KEY_PREFIX = "hrs_";

    private final Catalog catalog;
    private final KeyedHash hash;
    private final Audit audit;
    private final InstantSource clock;

    public SystemKeys(Catalog catalog, KeyedHash hash, InstantSource clock) {
        this.catalog = catalog;
        this.hash = hash;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// How long a key is good for; names as the API spells them.
    public enum Validity {
        ONE_WEEK(Period.ofWeeks(1)),
        ONE_MONTH(Period.ofMonths(1)),
        THREE_MONTHS(Period.ofMonths(3)),
        SIX_MONTHS(Period.ofMonths(6)),
        INFINITE(null);

        private final @Nullable Period period;

        Validity(@Nullable Period period) {
            this.period = period;
        }

        private @Nullable Instant end(Instant start) {
            return period == null ? null : start.atOffset(ZoneOffset.UTC).plus(period).toInstant();
        }
    }

    /// A key with its secret, which is shown this once.
    public record Made(Row row, Secret secret) {}

    public Page<Row> list(Caller caller, Page.Request request) {
        requireAdministrator(caller);
        return catalog.in(transaction -> transaction.systemKeys().list(request));
    }

    public Row get(Caller caller, String id) {
        requireAdministrator(caller);
        return catalog.in(transaction -> find(transaction, id));
    }

    public Made create(
            Caller caller, String name, List<SystemKeyPermission> permissions, Validity validity) {
        requireAdministrator(caller);
        requireSound(name, permissions);
        ApiKey key = ApiKey.random(KEY_PREFIX);
        String json = SystemKeyPermission.json(permissions).toString();
        return catalog.in(transaction -> {
            Instant now = clock.instant();
            Row row =
                    Ids.adding(
                                    id -> {
                                        boolean added =
                                                transaction
                                                        .systemKeys()
                                                        .add(
                                                                id,
                                                                name,
                                                                json,
                                                                now,
                                                                validity.end(now));
                                        if (!added) {
                                            return Optional.<Row>empty();
                                        }
                                        transaction
                                                .keys()
                                                .addOfSystemKey(
                                                        id, key.key(), hash.of(key.secret()), now);
                                        return transaction.systemKeys().find(id);
                                    })
                            .orElseThrow();
            audit.record(transaction, caller, subject("create", row.id()), null, facts(row).map());
            return new Made(row, key.secret());
        });
    }

    /// Changes a key.
    ///
    /// @param name empty to leave it
    /// @param permissions empty to leave them
    public Row update(
            Caller caller,
            String id,
            Optional<String> name,
            Optional<List<SystemKeyPermission>> permissions) {
        requireAdministrator(caller);
        return catalog.in(transaction -> {
            Row before = find(transaction, id);
            requireSound(name.orElse(before.name()), permissions.orElse(List.of()));
            transaction
                    .systemKeys()
                    .update(
                            id,
                            name.orElse(before.name()),
                            permissions
                                    .map(given -> SystemKeyPermission.json(given).toString())
                                    .orElse(before.permissions()),
                            clock.instant(),
                            before.expiredAt());
            Row after = find(transaction, id);
            audit.record(
                    transaction,
                    caller,
                    subject("update", id),
                    facts(before).map(),
                    facts(after).map());
            return after;
        });
    }

    /// Gives the key another secret; the old one opens nothing from now on.
    ///
    /// @param validity from now on; empty to leave the end as it is
    public Made rotate(Caller caller, String id, Optional<Validity> validity) {
        requireAdministrator(caller);
        Secret secret = ApiKey.randomSecret();
        return catalog.in(transaction -> {
            Row before = find(transaction, id);
            Instant now = clock.instant();
            transaction
                    .systemKeys()
                    .update(
                            id,
                            before.name(),
                            before.permissions(),
                            now,
                            validity.isPresent() ? validity.get().end(now) : before.expiredAt());
            transaction.keys().rehashOfSystemKey(id, hash.of(secret));
            Row after = find(transaction, id);
            audit.record(
                    transaction,
                    caller,
                    subject("rotate", id),
                    facts(before).map(),
                    facts(after).map());
            return new Made(after, secret);
        });
    }

    public void remove(Caller caller, String id) {
        requireAdministrator(caller);
        catalog.run(transaction -> {
            Row before = find(transaction, id);
            transaction.systemKeys().remove(id);
            audit.record(transaction, caller, subject("delete", id), facts(before).map(), null);
        });
    }

    private static void requireAdministrator(Caller caller) {
        caller.require(Permission.MANAGE_KEYS);
        if (caller.actor() instanceof Actor.SystemKey) {
            throw new Refusal.Forbidden("System keys are managed with a user's API key.");
        }
    }

    private static void requireSound(String name, List<SystemKeyPermission> permissions) {
        if (name.isBlank()) {
            throw Refusal.Invalid.required("name");
        }
        for (SystemKeyPermission permission : permissions) {
            if (permission.filter() != null && !permission.type().takesFilter()) {
                throw new Refusal.Invalid(
                        "Field 'resource_filter' is not supported for resource type '%s'"
                                .formatted(permission.type()));
            }
        }
    }

    private static Row find(Transaction transaction, String id) {
        return transaction
                .systemKeys()
                .find(id)
                .orElseThrow(() ->
                        new Refusal.NotFound(
                                "SystemKey",
                                "System key with id '%s' does not exist.".formatted(id)));
    }

    private static Facts facts(Row row) {
        return Facts.of("name", row.name())
                .and("key", row.key())
                .and("permissions", row.permissions())
                .and("expired_at", row.expiredAt() == null ? null : row.expiredAt().toString());
    }

    private static Subject subject(String verb, String id) {
        return new Subject("system_key." + verb, "system_key", id);
    }
}
