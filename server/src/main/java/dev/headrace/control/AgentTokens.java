package dev.headrace.control;

import dev.headrace.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// What agents show who they are with.
final class AgentTokens {
    private static final int SECRET_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private AgentTokens() {}

    /// 256 random bits, as hex.
    static Secret random() {
        byte[] bytes = new byte[SECRET_BYTES];
        RANDOM.nextBytes(bytes);
        return Secret.of(HexFormat.of().formatHex(bytes));
    }

    /// An id and its secret in one word.
    static Secret token(String id, Secret secret) {
        return Secret.of(base64(id + ":" + secret.reveal()));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
