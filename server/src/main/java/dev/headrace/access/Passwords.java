package dev.headrace.access;

import dev.headrace.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Passwords as Argon2id hashes in PHC form, which name their own cost.
public final class Passwords {
    /// OWASP's minimum of memory, and about 60 ms on one core.
    private static final Cost COST = new Cost(19_456, 2, 1);

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private static final Pattern PHC =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})"
                            + "\\$([A-Za-z0-9+/]{1,100})\\$([A-Za-z0-9+/]{1,100})");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    private record Cost(int kibibytes, int rounds, int lanes) {}

    /// A hash with a salt of its own.
    public static String hash(Secret password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        COST.kibibytes(),
                        COST.rounds(),
                        COST.lanes(),
                        base64.encodeToString(salt),
                        base64.encodeToString(derive(password, salt, COST, HASH_BYTES)));
    }

    /// Whether it is the password of that hash; takes the same time either way.
    public static boolean matches(Secret password, String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            return false;
        }
        Cost cost =
                new Cost(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)));
        byte[] hash = Base64.getDecoder().decode(parts.group(5));
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        return MessageDigest.isEqual(hash, derive(password, salt, cost, hash.length));
    }

    private static byte[] derive(Secret password, byte[] salt, Cost cost, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withSalt(salt)
                        .withMemoryAsKB(cost.kibibytes())
                        .withIterations(cost.rounds())
                        .withParallelism(cost.lanes())
                        .build());
        byte[] hash = new byte[length];
        generator.generateBytes(password.reveal().getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
