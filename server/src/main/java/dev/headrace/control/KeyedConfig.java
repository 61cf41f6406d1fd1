package dev.headrace.control;

import dev.headrace.catalog.SecretRows.Place;
import dev.headrace.catalog.Transaction;
import dev.headrace.secret.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// A configuration of known keys, its secrets apart from the rest.
///
/// @param plain by key, in the order in which they came
/// @param secrets by key
record KeyedConfig(Map<String, String> plain, Map<String, Secret> secrets) {
    static final KeyedConfig EMPTY = new KeyedConfig(Map.of(), Map.of());

    /// Of a row and what is sealed for it.
    ///
    /// @param plain a JSON object of strings
    static KeyedConfig read(String plain, Map<String, Secret> secrets) {
        return new KeyedConfig(
                JsonMapper.shared()
                        .readValue(plain, new TypeReference<LinkedHashMap<String, String>>() {}),
                secrets);
    }

    /// The same with what was sent: null takes a key away, a mask keeps a secret, keys that are not
    /// known say nothing.
    ///
    /// @throws dev.headrace.refusal.Refusal.Invalid where a key cannot be what was sent
    KeyedConfig with(List<ConfigKey> keys, Map<String, Optional<String>> sent) {
        Map<String, String> nextPlain = new LinkedHashMap<>(plain);
        Map<String, Secret> nextSecrets = new TreeMap<>(secrets);
        for (ConfigKey key : keys) {
            Optional<String> value = sent.get(key.name());
            if (value == null) {
                continue;
            }
            value.ifPresent(key::require);
            if (!key.secret()) {
                value.ifPresentOrElse(
                        text -> nextPlain.put(key.name(), text),
                        () -> nextPlain.remove(key.name()));
            } else if (value.isEmpty() || value.get().isEmpty()) {
                nextSecrets.remove(key.name());
            } else if (!value.get().equals(SealedSecrets.MASK)) {
                nextSecrets.put(key.name(), Secret.of(value.get()));
            }
        }
        return new KeyedConfig(nextPlain, nextSecrets);
    }

    String plainJson() {
        return JsonMapper.shared().writeValueAsString(plain);
    }

    /// Seals the secrets in place of those that are there.
    void seal(Transaction transaction, SealedSecrets sealed, String kind, String owner) {
        transaction.secrets().removeOf(kind, owner);
        secrets.forEach(
                (name, secret) -> sealed.put(transaction, new Place(kind, owner, name), secret));
    }

    /// For people, secrets masked.
    Map<String, String> masked() {
        Map<String, String> masked = new LinkedHashMap<>(plain);
        secrets.keySet().forEach(name -> masked.put(name, SealedSecrets.MASK));
        return masked;
    }

    /// A value; empty where there is none.
    Optional<String> find(String key) {
        return Optional.ofNullable(plain.get(key)).filter(text -> !text.isEmpty());
    }

    boolean has(String key) {
        return secrets.containsKey(key) || find(key).isPresent();
    }
}
