package dev.headrace.vault;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.SecretRows;
import dev.headrace.catalog.SecretRows.Place;
import dev.headrace.catalog.Transaction;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Seals secrets for the metadata database and opens them again: AES-256-GCM, bound to the place
/// that a secret is for, so that a sealed one that is moved to another row does not open. Several
/// servers share one database if they have the same keys. Thread-safe.
public final class Vault {
    /// A known word, sealed: it tells a wrong key before anything else meets it.
    private static final Place CHECK = new Place("vault", "vault", "check");

    private static final Place API_SECRETS = new Place("vault", "vault", "api-secrets");
    private static final Secret CHECK_WORD = Secret.of("headrace");

    /// As long as the hash that it is the key of.
    private static final int HASH_KEY_BYTES = 32;

    private final KeySource source;
    private volatile Keys keys;
    private final KeyedHash apiSecrets;

    private Vault(KeySource source, Keys keys, KeyedHash apiSecrets) {
        this.source = source;
        this.keys = keys;
        this.apiSecrets = apiSecrets;
    }

    /// Gets the keys ready and proves that they are the database's. On the very first start keys
    /// are made where there are none: only then, since new keys would lose what is sealed already.
    ///
    /// @throws Failure MASTER_KEY_MISSING, MASTER_KEY_WRONG or MASTER_KEY_UNUSABLE
    public static Vault start(KeySource source, Catalog catalog) {
        register();
        return catalog.in(transaction -> {
            transaction.lock("vault");
            Optional<KeysetHandle> stored = source.load();
            if (transaction.secrets().isEmpty()) {
                return first(source, stored, transaction);
            }
            Keys keys = Keys.of(stored.orElseThrow(() -> missing(source)));
            return existing(source, keys, transaction);
        });
    }

    private static Vault first(
            KeySource source, Optional<KeysetHandle> stored, Transaction transaction) {
        // The file first: a crash here leaves a key that the next start takes.
        KeysetHandle handle =
                stored.orElseGet(() -> {
                    KeysetHandle made = KeyText.random();
                    source.store(made);
                    return made;
                });
        Keys keys = Keys.of(handle);
        byte[] random = new byte[HASH_KEY_BYTES];
        new SecureRandom().nextBytes(random);
        Secret hashKey = Secret.of(Base64.getEncoder().encodeToString(random));
        SecretRows secrets = transaction.secrets();
        secrets.put(CHECK, keys.seal(CHECK, CHECK_WORD));
        secrets.put(API_SECRETS, keys.seal(API_SECRETS, hashKey));
        return new Vault(source, keys, new KeyedHash(hashKey));
    }

    private static Vault existing(KeySource source, Keys keys, Transaction transaction) {
        SecretRows secrets = transaction.secrets();
        Secret word = opened(source, keys, secrets, CHECK);
        if (!word.equals(CHECK_WORD)) {
            throw wrong(source);
        }
        return new Vault(source, keys, new KeyedHash(opened(source, keys, secrets, API_SECRETS)));
    }

    private static Secret opened(KeySource source, Keys keys, SecretRows secrets, Place place) {
        return secrets.find(place)
                .flatMap(sealed -> keys.open(place, sealed))
                .orElseThrow(() -> wrong(source));
    }

    /// The hash for secrets of API keys.
    public KeyedHash apiSecrets() {
        return apiSecrets;
    }

    /// Seals for this place only.
    public byte[] seal(Place place, Secret secret) {
        return keys.seal(place, secret);
    }

    /// Opens what was sealed for this place.
    ///
    /// @throws Failure MASTER_KEY_WRONG where it was sealed for another place, changed, or sealed
    ///   by a key that is not here
    public Secret open(Place place, byte[] sealed) {
        return keys.open(place, sealed)
                .or(() -> {
                    // Another server may have rotated meanwhile.
                    keys = Keys.of(source.load().orElseThrow(() -> missing(source)));
                    return keys.open(place, sealed);
                })
                .orElseThrow(() ->
                        Failure.of(
                                FailureCode.MASTER_KEY_WRONG,
                                "The secret '%s' of %s '%s' does not open with the keys of %s."
                                        .formatted(
                                                place.name(),
                                                place.kind(),
                                                place.owner(),
                                                source.place())));
    }

    /// Puts a new key before the others and seals everything with it. Whatever step it ends at,
    /// every secret opens: the keys are stored before the first row changes, the rows change in one
    /// transaction, and old keys stay until [#retire].
    ///
    /// @return how many secrets were sealed anew
    /// @throws Failure MASTER_KEY_UNUSABLE where the keys cannot be written from here
    public int rotate(Catalog catalog) {
        KeysetHandle next = KeyText.withNewPrimary(stored());
        source.store(next);
        keys = Keys.of(next);
        return sealAll(catalog);
    }

    /// Seals everything with the key that stands first, which somebody else has put there.
    ///
    /// @return how many secrets were sealed anew
    public int reseal(Catalog catalog) {
        keys = Keys.of(stored());
        return sealAll(catalog);
    }

    /// Seals with the primary what is not yet, then forgets all other keys. Backups of the database
    /// from before the rotation do not open after this.
    ///
    /// @return how many keys were forgotten
    /// @throws Failure MASTER_KEY_UNUSABLE where the keys cannot be written from here
    public int retire(Catalog catalog) {
        reseal(catalog);
        KeysetHandle all = stored();
        KeysetHandle primary = KeyText.primaryAlone(all);
        source.store(primary);
        keys = Keys.of(primary);
        return all.size() - 1;
    }

    private int sealAll(Catalog catalog) {
        return catalog.in(transaction -> {
            transaction.lock("vault");
            SecretRows secrets = transaction.secrets();
            var all = secrets.lockAll();
            all.forEach(row ->
                    secrets.put(row.place(), seal(row.place(), open(row.place(), row.bytes()))));
            return all.size();
        });
    }

    private KeysetHandle stored() {
        return source.load().orElseThrow(() -> missing(source));
    }

    private static void register() {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Failure missing(KeySource source) {
        return Failure.of(
                FailureCode.MASTER_KEY_MISSING,
                "The metadata database holds sealed secrets, and there is no master key in %s."
                        .formatted(source.place()));
    }

    private static Failure wrong(KeySource source) {
        return Failure.of(
                FailureCode.MASTER_KEY_WRONG,
                "The master key in %s is not the one that sealed the secrets of this metadata database."
                        .formatted(source.place()));
    }

    /// The keys of one moment.
    private record Keys(Aead aead) {

        static Keys of(KeysetHandle handle) {
            try {
                return new Keys(handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        byte[] seal(Place place, Secret secret) {
            try {
                return aead.encrypt(
                        secret.reveal().getBytes(StandardCharsets.UTF_8), associated(place));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        Optional<Secret> open(Place place, byte[] sealed) {
            try {
                byte[] clear = aead.decrypt(sealed, associated(place));
                return Optional.of(Secret.of(new String(clear, StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                return Optional.empty();
            }
        }

        /// Each part with its length before it, so that no two places read the same.
        private static byte[] associated(Place place) {
            return Stream.of(place.kind(), place.owner(), place.name())
                    .map(part -> part.length() + ":" + part)
                    .collect(Collectors.joining())
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
