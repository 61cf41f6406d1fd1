package dev.headrace.access;

import dev.headrace.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A key and its secret, as callers show them. The secret is 256 random bits, so that nobody
/// guesses it and a fast hash is enough.
///
/// @param key names it; no secret, no colon
public record ApiKey(String key, Secret secret) {
    private static final int KEY_CHARACTERS = 16;
    private static final int SECRET_BYTES = 32;

    /// Longer than every pair that anybody was given.
    private static final int HEADER_LENGTH_MAX = 4_096;

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]{1,256}");
    private static final String LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Whether it can be a key.
    public static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /// A new key.
    ///
    /// @param prefix what it begins with, to be told apart; may be empty
    public static ApiKey random(String prefix) {
        StringBuilder key = new StringBuilder(prefix);
        for (int i = 0; i < KEY_CHARACTERS; i++) {
            key.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return new ApiKey(key.toString(), randomSecret());
    }

    /// A new secret.
    public static Secret randomSecret() {
        byte[] random = new byte[SECRET_BYTES];
        RANDOM.nextBytes(random);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /// Reads the header `Authorization: Basic …`.
    static Optional<ApiKey> ofHeader(@Nullable String header) {
        if (header == null
                || header.length() > HEADER_LENGTH_MAX
                || !header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(header.substring("basic ".length()).strip());
            String pair = new String(bytes, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon > 0 && isKey(pair.substring(0, colon))
                    ? Optional.of(
                            new ApiKey(
                                    pair.substring(0, colon), Secret.of(pair.substring(colon + 1))))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
