package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.LogServiceRows;
import dev.headrace.catalog.LogServiceRows.Row;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.outgoing.OutgoingHttp;
import dev.headrace.refusal.Refusal;
import dev.headrace.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The verbs on log services: one of each group, which has the group's id, and one of the account.
public final class LogServices {
    private final Catalog catalog;
    private final SealedSecrets secrets;
    private final LogServiceCheck check;
    private final Audit audit;
    private final InstantSource clock;
    private final String accountId;

    public LogServices(
            Catalog catalog,
            Vault vault,
            OutgoingHttp http,
            InstantSource clock,
            String accountId) {
        this.catalog = catalog;
        this.secrets = new SealedSecrets(vault);
        this.check = new LogServiceCheck(http);
        this.audit = new Audit(clock);
        this.clock = clock;
        this.accountId = accountId;
    }

    /// Whose log service it is.
    public sealed interface Owner {
        /// The account's.
        record Account() implements Owner {}

        /// A group's; by the account's id it is the account's.
        record Group(String id) implements Owner {}
    }

    /// A log service that is asked for.
    ///
    /// @param config by key; keys that the service does not have say nothing
    public record Wish(String service, boolean enabled, Map<String, Optional<String>> config) {}

    /// What is to change; what is empty stays as it is.
    ///
    /// @param config by key: an empty value takes the key away
    public record Change(Optional<Boolean> enabled, Map<String, Optional<String>> config) {}

    /// A log service as it may be seen.
    ///
    /// @param config by key, secrets masked
    public record Seen(Row row, Map<String, String> config) {}

    /// Those of groups.
    public Page<Row> list(Caller caller, Page.Request request) {
        return catalog.in(transaction ->
                transaction
                        .logServices()
                        .list(caller.grants().groupsWith(Permission.VIEW_DESTINATION), request));
    }

    public Seen get(Caller caller, Owner named) {
        Owner owner = owner(named);
        require(caller, owner, false);
        return catalog.in(transaction -> {
            Row row = transaction.logServices().find(id(owner)).orElseThrow(() -> missing(owner));
            return seen(row, config(transaction, row));
        });
    }

    public Seen create(Caller caller, Owner named, Wish wish) {
        Owner owner = owner(named);
        requireCreate(caller, owner);
        KeyedConfig config =
                KeyedConfig.EMPTY.with(LogServiceKinds.keys(wish.service()), wish.config());
        return catalog.in(transaction -> {
            String groupId = groupId(transaction, owner);
            Row row =
                    new Row(
                            0,
                            id(owner),
                            groupId,
                            wish.service(),
                            wish.enabled(),
                            config.plainJson(),
                            clock.instant());
            Row stored = transaction.logServices().add(row).orElseThrow(() -> there(owner));
            config.seal(transaction, secrets, LogServiceRows.KIND, row.id());
            Seen after = seen(stored, config);
            audit.record(
                    transaction, caller, subject("log_service.create", row), null, view(after));
            return after;
        });
    }

    public Seen update(Caller caller, Owner named, Change change) {
        Owner owner = owner(named);
        require(caller, owner, true);
        return catalog.in(transaction -> {
            Row row = transaction.logServices().lock(id(owner)).orElseThrow(() -> missing(owner));
            KeyedConfig was = config(transaction, row);
            KeyedConfig is = was.with(LogServiceKinds.keys(row.service()), change.config());
            boolean enabled = change.enabled().orElse(row.enabled());
            Seen before = seen(row, was);
            if (is.equals(was) && enabled == row.enabled()) {
                return before;
            }
            transaction.logServices().change(row.id(), enabled, is.plainJson());
            is.seal(transaction, secrets, LogServiceRows.KIND, row.id());
            Seen after =
                    seen(
                            new Row(
                                    row.number(),
                                    row.id(),
                                    row.groupId(),
                                    row.service(),
                                    enabled,
                                    is.plainJson(),
                                    row.createdAt()),
                            is);
            audit.record(
                    transaction,
                    caller,
                    subject("log_service.update", row),
                    view(before),
                    view(after));
            return after;
        });
    }

    public void delete(Caller caller, Owner named) {
        Owner owner = owner(named);
        require(caller, owner, true);
        catalog.run(transaction -> {
            Row row = transaction.logServices().lock(id(owner)).orElseThrow(() -> missing(owner));
            Seen before = seen(row, config(transaction, row));
            transaction.logServices().remove(row.id());
            audit.record(
                    transaction, caller, subject("log_service.delete", row), view(before), null);
        });
    }

    /// Tries it, by a call to where its configuration leads.
    public List<SetupOutcome> test(Caller caller, Owner named) {
        Owner owner = owner(named);
        require(caller, owner, true);
        Row row =
                catalog.in(transaction -> transaction.logServices().find(id(owner)))
                        .orElseThrow(() -> missing(owner));
        KeyedConfig config = catalog.in(transaction -> config(transaction, row));
        return check.run(row.service(), config);
    }

    private KeyedConfig config(Transaction transaction, Row row) {
        return KeyedConfig.read(
                row.config(), secrets.of(transaction, LogServiceRows.KIND, row.id()));
    }

    private static Seen seen(Row row, KeyedConfig config) {
        return new Seen(row, config.masked());
    }

    /// Both kinds lie in one table by their id: whoever may edit every group must not reach the
    /// account's by its id.
    private Owner owner(Owner named) {
        return named.equals(new Owner.Group(accountId)) ? new Owner.Account() : named;
    }

    private String id(Owner owner) {
        return switch (owner) {
            case Owner.Account() -> accountId;
            case Owner.Group(String id) -> id;
        };
    }

    private static @Nullable String groupId(Transaction transaction, Owner owner) {
        return switch (owner) {
            case Owner.Account() -> null;
            case Owner.Group(String id) ->
                    transaction.groups().keep(id).orElseThrow(() -> Groups.missing(id)).id();
        };
    }

    private void requireCreate(Caller caller, Owner owner) {
        switch (owner) {
            case Owner.Account() -> caller.require(Permission.EDIT_SECURITY);
            case Owner.Group(String id) -> Groups.require(caller, Permission.EDIT_DESTINATION, id);
        }
    }

    private void require(Caller caller, Owner owner, boolean edit) {
        switch (owner) {
            case Owner.Account() ->
                    caller.require(edit ? Permission.EDIT_SECURITY : Permission.VIEW_SECURITY);
            case Owner.Group(String id) ->
                    caller.require(
                            edit ? Permission.EDIT_DESTINATION : Permission.VIEW_DESTINATION,
                            new Resource.Group(id),
                            Permission.VIEW_DESTINATION,
                            missing(owner));
        }
    }

    private static Subject subject(String action, Row row) {
        return new Subject(action, "log_service", row.id());
    }

    private static Map<String, ?> view(Seen seen) {
        return Map.of(
                "service", seen.row().service(),
                "enabled", seen.row().enabled(),
                "config", seen.config());
    }

    private static Refusal there(Owner owner) {
        return new Refusal.Conflict(
                switch (owner) {
                    case Owner.Account() -> "The account has an external logging service already.";
                    case Owner.Group(String id) ->
                            "Group with id '%s' has an external logging service already."
                                    .formatted(id);
                });
    }

    private static Refusal.NotFound missing(Owner owner) {
        return new Refusal.NotFound(
                "LogService",
                switch (owner) {
                    case Owner.Account() -> "The account has no external logging service.";
                    case Owner.Group(String id) ->
                            "External logging service with id '%s' does not exist.".formatted(id);
                });
    }
}
