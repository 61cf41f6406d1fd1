package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Feature;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.SecretsManagerRows;
import dev.headrace.catalog.SecretsManagerRows.Row;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import dev.headrace.vault.Vault;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The verbs on external secrets managers. They are kept; nothing is read from one yet.
public final class SecretsManagers {
    private final FeaturePolicy features;
    private final Catalog catalog;
    private final SealedSecrets secrets;
    private final Audit audit;
    private final InstantSource clock;

    public SecretsManagers(
            Catalog catalog, Vault vault, InstantSource clock, FeaturePolicy features) {
        this.features = features;
        this.catalog = catalog;
        this.secrets = new SealedSecrets(vault);
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// A secrets manager that is asked for.
    ///
    /// @param config by key
    public record Wish(
            String type, String name, boolean hybrid, Map<String, Optional<String>> config) {}

    /// What is to change; what is empty stays as it is.
    ///
    /// @param config by key: an empty value takes the key away
    public record Change(
            Optional<String> name,
            Optional<Boolean> hybrid,
            Map<String, Optional<String>> config) {}

    /// A secrets manager as it may be seen.
    ///
    /// @param config by key, secrets masked
    public record Seen(Row row, Map<String, String> config) {}

    /// Something that takes its secrets from one.
    ///
    /// @param type `SOURCE` or `DESTINATION`
    public record Entity(
            String id, String type, String name, boolean enabled, String managerId, Instant at) {}

    public Page<Seen> list(Caller caller, Page.Request request) {
        caller.require(Permission.VIEW_SECURITY);
        return catalog.in(transaction ->
                transaction
                        .secretsManagers()
                        .list(request)
                        .map(row -> seen(row, config(transaction, row))));
    }

    public Seen get(Caller caller, String id) {
        requireSeen(caller, Permission.VIEW_SECURITY, id);
        return catalog.in(transaction -> {
            Row row = transaction.secretsManagers().find(id).orElseThrow(() -> missing(id));
            return seen(row, config(transaction, row));
        });
    }

    public Seen create(Caller caller, Wish wish) {
        caller.require(Permission.EDIT_SECURITY);
        features.require(Feature.EXTERNAL_SECRETS);
        requireName(wish.name());
        KeyedConfig config =
                KeyedConfig.EMPTY.with(
                        SecretsManagerKinds.keys(wish.type(), wish.config().keySet()),
                        wish.config());
        SecretsManagerKinds.requireNeeded(wish.type(), config);
        return catalog.in(transaction -> {
            Row row =
                    Ids.adding(id -> transaction.secretsManagers().add(made(id, wish, config)))
                            .orElseThrow(() -> taken(wish.name()));
            config.seal(transaction, secrets, SecretsManagerRows.KIND, row.id());
            Seen after = seen(row, config);
            audit.record(
                    transaction, caller, subject("secrets_manager.create", row), null, view(after));
            return after;
        });
    }

    private Row made(String id, Wish wish, KeyedConfig config) {
        Instant now = now();
        return new Row(
                0, id, wish.name(), wish.type(), wish.hybrid(), config.plainJson(), now, now);
    }

    /// As exact as it is stored, so that it reads the same later.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    public Seen update(Caller caller, String id, Change change) {
        requireSeen(caller, Permission.EDIT_SECURITY, id);
        change.name().ifPresent(SecretsManagers::requireName);
        return catalog.in(transaction -> {
            Row row = lock(transaction, id);
            KeyedConfig was = config(transaction, row);
            KeyedConfig is =
                    was.with(
                            SecretsManagerKinds.keys(row.type(), change.config().keySet()),
                            change.config());
            SecretsManagerKinds.requireNeeded(row.type(), is);
            Row next =
                    new Row(
                            row.number(),
                            id,
                            change.name().orElse(row.name()),
                            row.type(),
                            change.hybrid().orElse(row.hybrid()),
                            is.plainJson(),
                            row.createdAt(),
                            now());
            if (!transaction.secretsManagers().change(next)) {
                throw taken(next.name());
            }
            is.seal(transaction, secrets, SecretsManagerRows.KIND, id);
            Seen after = seen(next, is);
            audit.record(
                    transaction,
                    caller,
                    subject("secrets_manager.update", row),
                    view(seen(row, was)),
                    view(after));
            return after;
        });
    }

    public void delete(Caller caller, String id) {
        requireSeen(caller, Permission.EDIT_SECURITY, id);
        catalog.run(transaction -> {
            Row row = lock(transaction, id);
            Seen before = seen(row, config(transaction, row));
            if (transaction.destinations().usesSecretsManager(id)) {
                throw new Refusal.InUse(
                        "External Secrets Manager with '%s' id is in use by a destination."
                                .formatted(id));
            }
            transaction.secretsManagers().remove(id);
            audit.record(
                    transaction,
                    caller,
                    subject("secrets_manager.delete", row),
                    view(before),
                    null);
        });
    }

    /// What takes its secrets from one, or from any.
    ///
    /// @param id empty for any
    public Page<Entity> entities(Caller caller, Optional<String> id) {
        id.ifPresentOrElse(
                known -> get(caller, known), () -> caller.require(Permission.VIEW_SECURITY));
        return new Page<>(List.of(), null);
    }

    private KeyedConfig config(Transaction transaction, Row row) {
        return KeyedConfig.read(
                row.config(), secrets.of(transaction, SecretsManagerRows.KIND, row.id()));
    }

    private static Row lock(Transaction transaction, String id) {
        return transaction.secretsManagers().lock(id).orElseThrow(() -> missing(id));
    }

    private static Seen seen(Row row, KeyedConfig config) {
        return new Seen(row, config.masked());
    }

    private static void requireName(String name) {
        if (name.isEmpty()) {
            throw Refusal.Invalid.required("name");
        }
    }

    private static void requireSeen(Caller caller, Permission permission, String id) {
        caller.require(permission, new Resource.Account(), Permission.VIEW_SECURITY, missing(id));
    }

    private static Subject subject(String action, Row row) {
        return new Subject(action, "secrets_manager", row.id());
    }

    private static Map<String, ?> view(Seen seen) {
        return Map.of(
                "name", seen.row().name(),
                "type", seen.row().type(),
                "hybrid", seen.row().hybrid(),
                "config", seen.config());
    }

    private static Refusal taken(String name) {
        return new Refusal.Conflict(
                "External Secrets Manager with name '%s' already exists.".formatted(name));
    }

    private static Refusal.NotFound missing(String id) {
        return new Refusal.NotFound(
                null, "External Secrets Manager with '%s' id is not found.".formatted(id));
    }
}
