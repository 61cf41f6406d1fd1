package dev.headrace.vault;

import dev.headrace.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA-256 under a key that every server of a database shares and that the database does not
/// hold in clear. For secrets that are random themselves, which need no slow hash: one takes
/// microseconds. Thread-safe.
public final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /// @param key 32 bytes in Base64
    KeyedHash(Secret key) {
        this.key = new SecretKeySpec(Base64.getDecoder().decode(key.reveal()), ALGORITHM);
    }

    /// 32 bytes.
    public byte[] of(Secret secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
