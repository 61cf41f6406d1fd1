package dev.headrace.control;

import dev.headrace.access.Actor;
import dev.headrace.access.ApiKey;
import dev.headrace.access.Caller;
import dev.headrace.access.Grants;
import dev.headrace.access.Passwords;
import dev.headrace.access.StandardRoles;
import dev.headrace.catalog.AccountRows;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Transaction;
import dev.headrace.catalog.UserRows;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.vault.KeyedHash;
import java.time.InstantSource;
import java.util.Optional;

/// What whoever runs the program does for its users: the first administrator, lost passwords.
public final class FirstAdministrator {
    private final Catalog catalog;
    private final KeyedHash hash;
    private final Audit audit;
    private final InstantSource clock;

    public FirstAdministrator(Catalog catalog, KeyedHash hash, InstantSource clock) {
        this.catalog = catalog;
        this.hash = hash;
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// What the operator wants; what is empty is made.
    public record Wish(
            String accountName,
            String email,
            Optional<Secret> password,
            Optional<String> key,
            Optional<Secret> secret) {}

    /// What was made, to be shown this once.
    ///
    /// @param password empty where the operator gave it
    /// @param secret empty where the operator gave it
    public record Made(
            String email, Optional<Secret> password, String key, Optional<Secret> secret) {}

    /// Makes the account and its first administrator with an API key, where there is no account
    /// yet. Servers that start together make one; later starts change nothing.
    ///
    /// @return empty where there was an account
    /// @throws Refusal.Invalid where the email or the key cannot be one
    public Optional<Made> ensure(Wish wish) {
        return catalog.in(transaction -> {
            transaction.lock("account");
            return transaction.account().find().isPresent()
                    ? Optional.empty()
                    : Optional.of(make(transaction, wish));
        });
    }

    private Made make(Transaction transaction, Wish wish) {
        String email = wish.email();
        Users.requireEmail(email);
        ApiKey random = ApiKey.random("");
        String key = wish.key().orElse(random.key());
        if (!ApiKey.isKey(key)) {
            throw new Refusal.Invalid(
                    "The API key must be 1 to 256 printable ASCII characters without space or"
                            + " colon.");
        }
        Secret password = wish.password().orElseGet(ApiKey::randomSecret);
        var now = clock.instant();
        transaction.account().add(new AccountRows.Row(Ids.next(), wish.accountName()), now);
        UserRows.New user =
                new UserRows.New(
                        new UserRows.Profile(email, "Account", "Administrator", null, null),
                        StandardRoles.ADMINISTRATOR,
                        "REGULAR_USER",
                        false);
        UserRows.Row row = Ids.adding(id -> transaction.users().add(id, user, now)).orElseThrow();
        transaction.users().setPassword(row.id(), Passwords.hash(password));
        Secret secret = wish.secret().orElse(random.secret());
        transaction.keys().replaceOfUser(row.id(), key, hash.of(secret), now);
        audit.record(
                transaction,
                operator(),
                new Subject("account.create", "user", row.id()),
                null,
                Users.facts(row).map());
        return new Made(
                email,
                wish.password().isPresent() ? Optional.empty() : Optional.of(password),
                key,
                wish.secret().isPresent() ? Optional.empty() : Optional.of(secret));
    }

    /// Gives the user a new password, to be shown this once.
    ///
    /// @throws Refusal.NotFound where nobody has this email
    public Secret resetPassword(String email) {
        Secret password = ApiKey.randomSecret();
        catalog.run(transaction -> {
            UserRows.Row user =
                    transaction
                            .users()
                            .findByEmail(email)
                            .orElseThrow(() ->
                                    new Refusal.NotFound(
                                            "User",
                                            "User with email '%s' does not exist."
                                                    .formatted(email)));
            transaction.users().setPassword(user.id(), Passwords.hash(password));
            audit.record(
                    transaction,
                    operator(),
                    new Subject("user.reset_password", "user", user.id()),
                    null,
                    Facts.of("email", user.profile().email()).map());
        });
        return password;
    }

    private static Caller operator() {
        return new Caller(new Actor.Operator("headrace"), Grants.all(), null, null);
    }
}
