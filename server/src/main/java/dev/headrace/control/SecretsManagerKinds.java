package dev.headrace.control;

import static dev.headrace.control.ConfigKey.secret;
import static dev.headrace.control.ConfigKey.text;

import dev.headrace.refusal.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The external secrets managers that there are, and what each needs to know.
public final class SecretsManagerKinds {
    private static final int KEYS_MAX = 50;

    /// The first key of each is needed.
    private static final Map<String, List<ConfigKey>> KEYS =
            Map.of(
                    "AWS_SECRET_MANAGER",
                    List.of(text("role_arn"), text("external_id"), text("region")),
                    "AZURE_KEY_VAULT",
                    List.of(text("vault_url"), text("tenant_id"), text("client_id")),
                    "HASHICORP_VAULT",
                    List.of(
                            text("vault_address"),
                            text("role_id"),
                            secret("secret_id"),
                            text("namespace")));

    private SecretsManagerKinds() {}

    /// Every type.
    public static List<String> all() {
        return KEYS.keySet().stream().sorted().toList();
    }

    /// The keys of a type, and others that were sent: nobody knows whether those are secret, so
    /// they count as such.
    static List<ConfigKey> keys(String type, Collection<String> sent) {
        List<ConfigKey> keys = new ArrayList<>(KEYS.getOrDefault(type, List.of()));
        List<String> known = keys.stream().map(ConfigKey::name).toList();
        sent.stream()
                .filter(name -> !known.contains(name))
                .map(ConfigKey::secret)
                .forEach(keys::add);
        if (keys.size() > KEYS_MAX) {
            throw new Refusal.Invalid(
                    "Field 'config' must have at most %d keys".formatted(KEYS_MAX));
        }
        return keys;
    }

    static void requireNeeded(String type, KeyedConfig config) {
        String needed = KEYS.getOrDefault(type, List.of()).getFirst().name();
        if (!config.has(needed)) {
            throw Refusal.Invalid.required("config." + needed);
        }
    }
}
