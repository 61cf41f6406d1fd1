package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.failure.Failure;
import dev.headrace.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The keys of one entry of a file, each asked for by what it has to be. Failures never quote a
/// value that may be a secret.
final class ProfileKeys {
    private final String what;
    private final Map<String, Object> keys;
    private final Path file;
    private final Map<String, String> environment;
    private final Consumer<String> warnings;

    /// @param what the entry is, for people: `The profile 'warehouse'`
    /// @param warnings takes what the user should know, a sentence each
    ProfileKeys(
            String what,
            Map<String, Object> keys,
            Path file,
            Map<String, String> environment,
            Consumer<String> warnings) {
        this.what = what;
        this.keys = keys;
        this.file = file;
        this.environment = environment;
        this.warnings = warnings;
    }

    String what() {
        return what;
    }

    boolean has(String key) {
        return keys.containsKey(key);
    }

    Stream<String> names() {
        return keys.keySet().stream();
    }

    /// @throws Failure `USAGE` where there is a key that is none of these
    void allowOnly(List<String> known) {
        for (String key : keys.keySet()) {
            if (!known.contains(key)) {
                String meant =
                        Spelling.nearest(key, known).map(" Did you mean %s?"::formatted).orElse("");
                throw Usage.failure(
                        "%s has an unknown key '%s'.%s".formatted(what, key, meant),
                        "Known are %s.".formatted(String.join(", ", known)));
            }
        }
    }

    Optional<String> text(String key) {
        Object value = keys.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw Usage.failure("%s: %s is no text.".formatted(what, key), mend());
        }
        return Optional.of(text).filter(each -> !each.isBlank());
    }

    String required(String key) {
        return text(key)
                .orElseThrow(() ->
                        Usage.failure(
                                "%s has no %s.".formatted(what, key),
                                "Add it in %s.".formatted(file)));
    }

    int port(String key, int standard) {
        return text(key).map(DatabaseUrl::parsePort).orElse(standard);
    }

    Optional<Boolean> truth(String key) {
        return text(key)
                .map(value -> {
                    if (!value.equals("true") && !value.equals("false")) {
                        throw Usage.failure(
                                "%s: %s is neither true nor false.".formatted(what, key), mend());
                    }
                    return value.equals("true");
                });
    }

    /// One of some words, as they are spelled.
    <T> Optional<T> word(String key, Map<String, T> words) {
        return text(key)
                .map(value -> {
                    T meant = words.get(value);
                    if (meant == null) {
                        String near =
                                Spelling.nearest(value, words.keySet())
                                        .map(" Did you mean %s?"::formatted)
                                        .orElse("");
                        throw Usage.failure(
                                "%s has %s: %s, which is not known.%s"
                                        .formatted(what, key, value, near),
                                "Known are %s.".formatted(String.join(", ", words.keySet())));
                    }
                    return meant;
                });
    }

    /// A secret as it stands, `{env: NAME}` or `{file: PATH}`.
    @Nullable Secret secret(String key) {
        Object value = keys.get(key);
        return switch (value) {
            case null -> null;
            case String text -> {
                warnWhereOthersMayRead(key);
                yield Secret.of(text);
            }
            case Map<?, ?> map when map.size() == 1 && map.get("env") instanceof String variable ->
                    fromVariable(key, variable);
            case Map<?, ?> map when map.size() == 1 && map.get("file") instanceof String path ->
                    fromFile(key, path);
            default ->
                    throw Usage.failure(
                            "%s has a %s that is neither a text nor {env: NAME} nor {file: PATH}."
                                    .formatted(what, key),
                            mend());
        };
    }

    private Secret fromVariable(String key, String variable) {
        String value = environment.getOrDefault(variable, "");
        if (value.isEmpty()) {
            throw Usage.failure(
                    "%s takes its %s from %s, which is not set.".formatted(what, key, variable),
                    "Set the variable.");
        }
        return Secret.of(value);
    }

    private Secret fromFile(String key, String path) {
        try {
            Path secret = file.resolveSibling(path);
            return Secret.of(
                    Files.readString(secret, StandardCharsets.UTF_8).replaceFirst("\\R\\z", ""));
        } catch (IOException | InvalidPathException e) {
            throw Usage.failure(
                    "%s takes its %s from the file %s, which cannot be read."
                            .formatted(what, key, path),
                    "Check the path and its permissions.");
        }
    }

    private void warnWhereOthersMayRead(String key) {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.GROUP_READ)) {
                warnings.accept(
                        "%s holds a %s and is open to other users: chmod 0600 it."
                                .formatted(file, key));
            }
        } catch (IOException e) {
            // It was read a moment ago; what becomes of it after is not ours.
        }
    }

    private String mend() {
        return "Mend %s.".formatted(file);
    }
}
