package dev.headrace.control;

import dev.headrace.secret.Secret;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The `config` of a destination, key by key as a client sent it: ports as strings, flags as flags,
/// secrets masked.
public final class DestinationConfig {
    /// What is sealed, and never shown.
    public static final Set<String> SECRETS = Set.of("password", "role_arn", "client_private_key");

    static final Set<String> PORTS = Set.of("port", "tunnel_port");
    private static final Set<String> FLAGS = Set.of("always_encrypted");
    private static final Set<String> TEXTS =
            Set.of(
                    "host",
                    "database",
                    "user",
                    "connection_type",
                    "tunnel_host",
                    "tunnel_user",
                    "auth_method",
                    "aws_region_code",
                    "external_id",
                    "resource_id",
                    "client_public_certificate",
                    "entra_app_id",
                    "entra_tenant_id");

    private final Map<String, Object> values;

    private DestinationConfig(Map<String, Object> values) {
        this.values = values;
    }

    /// What becomes of a configuration, and of its secrets.
    ///
    /// @param secrets new ones by key; empty for one that is to be forgotten
    record Merged(DestinationConfig config, Map<String, Optional<Secret>> secrets) {
        @Override
        public String toString() {
            return "Merged" + config.values.keySet();
        }
    }

    static DestinationConfig empty() {
        return new DestinationConfig(Map.of());
    }

    static DestinationConfig parse(String json) {
        return new DestinationConfig(
                JsonMapper.shared()
                        .readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {}));
    }

    String json() {
        return JsonMapper.shared().writeValueAsString(values);
    }

    /// Everything in it: strings and flags, in the order in which they came.
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /// A string that says something.
    Optional<String> text(String key) {
        return raw(key).filter(text -> !text.isBlank());
    }

    /// A string as it was sent.
    Optional<String> raw(String key) {
        return values.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    Optional<Integer> port(String key) {
        return text(key).map(Integer::valueOf);
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(values.get(key));
    }

    /// Whether a key with this beginning says something.
    boolean hasAny(String prefix) {
        return values.keySet().stream()
                .anyMatch(key -> key.startsWith(prefix) && text(key).isPresent());
    }

    DestinationConfig with(String key, String value) {
        Map<String, Object> next = new LinkedHashMap<>(values);
        next.put(key, value);
        return new DestinationConfig(next);
    }

    /// Takes over what was sent. Keys that no destination of this kind knows are ignored: what they
    /// hold might be a secret that nobody would mask.
    ///
    /// @param changes strings and flags; empty to clear a key
    Merged with(Map<String, Optional<Object>> changes) {
        Map<String, Object> next = new LinkedHashMap<>(values);
        Map<String, Optional<Secret>> secrets = new LinkedHashMap<>();
        for (Map.Entry<String, Optional<Object>> change : changes.entrySet()) {
            String key = change.getKey();
            if (key.equals("connection_method")) {
                if (changes.containsKey("connection_type")) {
                    continue;
                }
                key = "connection_type";
            }
            if (SECRETS.contains(key)) {
                secret(next, secrets, key, change.getValue().map(Object::toString).orElse(""));
            } else if (TEXTS.contains(key) || FLAGS.contains(key) || PORTS.contains(key)) {
                plain(next, key, change.getValue());
            }
        }
        return new Merged(new DestinationConfig(next), secrets);
    }

    private static void secret(
            Map<String, Object> next,
            Map<String, Optional<Secret>> secrets,
            String key,
            String value) {
        if (value.equals(SealedSecrets.MASK)) {
            return;
        }
        if (value.isEmpty()) {
            next.remove(key);
            secrets.put(key, Optional.empty());
        } else {
            next.put(key, SealedSecrets.MASK);
            secrets.put(key, Optional.of(Secret.of(value)));
        }
    }

    private static void plain(Map<String, Object> next, String key, Optional<Object> value) {
        if (value.isEmpty()) {
            next.remove(key);
        } else if (!PORTS.contains(key)) {
            next.put(key, value.get());
        } else if (value.get().toString().isEmpty()) {
            next.remove(key);
        } else {
            // "05432" and 5432 are one port.
            next.put(key, Long.toString(Long.parseLong(value.get().toString())));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DestinationConfig config && config.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "DestinationConfig" + values.keySet();
    }
}
