package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.failure.Failure;
import dev.headrace.secret.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/// Named destinations in `destinations.yaml`, with the keys that the REST API's `config` has.
final class DestinationProfiles {
    private static final List<String> KEYS =
            List.of(
                    "host",
                    "port",
                    "database",
                    "user",
                    "password",
                    "connection_type",
                    "always_encrypted",
                    "auth_method",
                    "sslmode",
                    "sslrootcert");

    private final Path file;
    private final Map<String, String> environment;
    private final Consumer<String> warnings;

    /// @param warnings takes what the user should know, a sentence each
    DestinationProfiles(Path file, Map<String, String> environment, Consumer<String> warnings) {
        this.file = file;
        this.environment = environment;
        this.warnings = warnings;
    }

    /// The address that a profile names; its password only where the profile has one.
    ///
    /// @throws Failure `USAGE` where there is no such profile, or where it cannot be used
    DatabaseAddress find(String name) {
        Map<String, Object> all = read();
        Object profile = all.get(name);
        if (profile == null) {
            throw unknown(name, all);
        }
        return address(name, map(profile, "The profile '%s'".formatted(name)));
    }

    private Failure unknown(String name, Map<String, Object> all) {
        String meant =
                Spelling.nearest(name, all.keySet()).map(" Did you mean %s?"::formatted).orElse("");
        return Usage.failure(
                "'%s' is neither a URL that begins postgresql:// nor a profile.%s"
                        .formatted(withoutSecrets(name), meant),
                "Write postgresql://user@host:port/database, or add the profile to %s."
                        .formatted(file));
    }

    /// Something that may be meant as a URL may hold a password.
    private static String withoutSecrets(String name) {
        return name.replaceAll(":[^:@/]*@|:[^@]*@", ":****@");
    }

    private Map<String, Object> read() {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try (InputStream in = Files.newInputStream(file)) {
            // Texts stay texts: 0123 is a password, not a number.
            LoadSettings settings = LoadSettings.builder().setSchema(new FailsafeSchema()).build();
            Iterator<Object> documents = new Load(settings).loadAllFromInputStream(in).iterator();
            return documents.hasNext() ? map(documents.next(), "The file " + file) : Map.of();
        } catch (MarkedYamlEngineException e) {
            String line =
                    e.getProblemMark().map(mark -> ", line " + (mark.getLine() + 1)).orElse("");
            throw Usage.failure("The file %s%s is no YAML.".formatted(file, line), "Mend it.");
        } catch (YamlEngineException e) {
            throw Usage.failure("The file %s is no YAML.".formatted(file), "Mend it.");
        } catch (IOException e) {
            throw Usage.failure(
                    "The file %s cannot be read.".formatted(file), "Check its permissions.");
        }
    }

    private Map<String, Object> map(Object value, String what) {
        if (!(value instanceof Map<?, ?> map)) {
            throw Usage.failure(what + " is no map of keys to values.", "Mend %s.".formatted(file));
        }
        Map<String, Object> checked = new TreeMap<>();
        map.forEach((key, each) -> {
            if (each != null) {
                checked.put(String.valueOf(key), each);
            }
        });
        return checked;
    }

    private DatabaseAddress address(String name, Map<String, Object> keys) {
        for (String key : keys.keySet()) {
            if (!KEYS.contains(key)) {
                throw unusable(name, key);
            }
        }
        requireSupported(name, keys, "connection_type", "Directly");
        requireSupported(name, keys, "auth_method", "PASSWORD");
        String host = required(name, keys, "host");
        String user = required(name, keys, "user");
        Secret password = password(name, keys.get("password"));
        return new DatabaseAddress(
                DatabaseUrl.checkHost(host),
                text(keys.get("port")).map(DatabaseUrl::parsePort).orElse(DatabaseUrl.PORT_DEFAULT),
                required(name, keys, "database"),
                user,
                password,
                tls(keys),
                text(keys.get("sslrootcert")).orElse(null));
    }

    private Failure unusable(String name, String key) {
        if (key.startsWith("tunnel_")) {
            return Usage.failure(
                    "The profile '%s' asks for an SSH tunnel (%s), which cannot be opened yet."
                            .formatted(name, key),
                    "Open the tunnel yourself (ssh -L) and name its local end as host and port.");
        }
        String meant = Spelling.nearest(key, KEYS).map(" Did you mean %s?"::formatted).orElse("");
        return Usage.failure(
                "The profile '%s' has an unknown key '%s'.%s".formatted(name, key, meant),
                "Known are %s.".formatted(String.join(", ", KEYS)));
    }

    private static void requireSupported(
            String name, Map<String, Object> keys, String key, String only) {
        text(keys.get(key))
                .filter(value -> !value.equals(only))
                .ifPresent(value -> {
                    throw Usage.failure(
                            "The profile '%s' has %s: %s, which is not possible yet."
                                    .formatted(name, key, value),
                            "Only %s is.".formatted(only));
                });
    }

    private static String required(String name, Map<String, Object> keys, String key) {
        return text(keys.get(key))
                .filter(value -> !value.isBlank())
                .orElseThrow(() ->
                        Usage.failure(
                                "The profile '%s' has no %s.".formatted(name, key),
                                "Add it to the profile."));
    }

    private static @Nullable TlsMode tls(Map<String, Object> keys) {
        boolean encrypted = text(keys.get("always_encrypted")).filter("true"::equals).isPresent();
        return text(keys.get("sslmode"))
                .map(DatabaseUrl::parseTls)
                .orElse(encrypted ? TlsMode.REQUIRE : null);
    }

    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /// A password as it stands, `{env: NAME}` or `{file: PATH}`.
    private @Nullable Secret password(String name, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> {
                warnWhereOthersMayRead();
                yield Secret.of(text);
            }
            case Map<?, ?> map when map.size() == 1 && map.get("env") instanceof String variable ->
                    fromVariable(name, variable);
            case Map<?, ?> map when map.size() == 1 && map.get("file") instanceof String path ->
                    fromFile(name, path);
            default ->
                    throw Usage.failure(
                            "The profile '%s' has a password that is neither a text nor {env: NAME}"
                                            .formatted(name)
                                    + " nor {file: PATH}.",
                            "Mend %s.".formatted(file));
        };
    }

    private Secret fromVariable(String name, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty()) {
            throw Usage.failure(
                    "The profile '%s' takes its password from %s, which is not set."
                            .formatted(name, variable),
                    "Set the variable.");
        }
        return Secret.of(value);
    }

    private Secret fromFile(String name, String path) {
        try {
            Path secret = file.resolveSibling(path);
            return Secret.of(
                    Files.readString(secret, StandardCharsets.UTF_8).replaceFirst("\\R\\z", ""));
        } catch (IOException | InvalidPathException e) {
            throw Usage.failure(
                    "The profile '%s' takes its password from the file %s, which cannot be read."
                            .formatted(name, path),
                    "Check the path and its permissions.");
        }
    }

    private void warnWhereOthersMayRead() {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)
                    || Files.getPosixFilePermissions(file)
                            .contains(PosixFilePermission.GROUP_READ)) {
                warnings.accept(
                        "%s holds a password and is open to other users: chmod 0600 it."
                                .formatted(file));
            }
        } catch (IOException e) {
            // It was read a moment ago; what becomes of it after is not ours.
        }
    }
}
