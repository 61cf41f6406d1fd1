package dev.headrace.control;

import dev.headrace.catalog.SecretRows.Place;
import dev.headrace.catalog.Transaction;
import dev.headrace.secret.Secret;
import dev.headrace.vault.Vault;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts secrets into the catalog, sealed, and gets them back.
final class SealedSecrets {
    /// What is shown instead of a secret, and what clients send back when they mean to keep it.
    static final String MASK = "******";

    private final Vault vault;

    SealedSecrets(Vault vault) {
        this.vault = vault;
    }

    void put(Transaction transaction, Place place, Secret secret) {
        transaction.secrets().put(place, vault.seal(place, secret));
    }

    Optional<Secret> find(Transaction transaction, Place place) {
        return transaction.secrets().find(place).map(sealed -> vault.open(place, sealed));
    }

    /// All of one owner, by name.
    Map<String, Secret> of(Transaction transaction, String kind, String owner) {
        Map<String, Secret> opened = new TreeMap<>();
        transaction
                .secrets()
                .of(kind, owner)
                .forEach((name, sealed) ->
                        opened.put(name, vault.open(new Place(kind, owner, name), sealed)));
        return opened;
    }
}
