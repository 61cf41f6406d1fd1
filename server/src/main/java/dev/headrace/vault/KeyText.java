package dev.headrace.vault;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// Master keys as people keep them: 32 bytes each in Base64, as `openssl rand -base64 32` prints
/// them, the primary first, apart by line ends or commas. Lines that begin with `#` are remarks.
@AccessesPartialKey
final class KeyText {
    private static final int KEY_BYTES = 32;

    private KeyText() {}

    /// @throws GeneralSecurityException where it holds no key, or something that is none
    static KeysetHandle parse(String text) throws GeneralSecurityException {
        List<SecretBytes> keys = new ArrayList<>();
        for (String line : text.split("[\n,]", -1)) {
            String word = line.strip();
            if (!word.isEmpty() && !word.startsWith("#")) {
                keys.add(key(word));
            }
        }
        return keyset(keys);
    }

    static String format(KeysetHandle keys) {
        return bytes(keys).stream()
                .map(key ->
                        Base64.getEncoder()
                                .encodeToString(key.toByteArray(InsecureSecretKeyAccess.get())))
                .collect(
                        Collectors.joining(
                                "\n", "# Headrace master keys: the first one seals.\n", "\n"));
    }

    static KeysetHandle random() {
        return trusted(List.of(SecretBytes.randomBytes(KEY_BYTES)));
    }

    /// With a new primary in front of all that are there.
    static KeysetHandle withNewPrimary(KeysetHandle keys) {
        List<SecretBytes> all = new ArrayList<>();
        all.add(SecretBytes.randomBytes(KEY_BYTES));
        all.addAll(bytes(keys));
        return trusted(all);
    }

    static KeysetHandle primaryAlone(KeysetHandle keys) {
        return trusted(List.of(bytes(keys).getFirst()));
    }

    private static SecretBytes key(String word) throws GeneralSecurityException {
        try {
            byte[] bytes = Base64.getDecoder().decode(word);
            if (bytes.length == KEY_BYTES) {
                return SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get());
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the word: it may be a key all the same.
        }
        throw new GeneralSecurityException("not 32 bytes in Base64");
    }

    private static List<SecretBytes> bytes(KeysetHandle keys) {
        List<SecretBytes> all = new ArrayList<>();
        all.add(((AesGcmKey) keys.getPrimary().getKey()).getKeyBytes());
        for (int i = 0; i < keys.size(); i++) {
            KeysetHandle.Entry entry = keys.getAt(i);
            if (!entry.isPrimary()) {
                all.add(((AesGcmKey) entry.getKey()).getKeyBytes());
            }
        }
        return all;
    }

    private static KeysetHandle trusted(List<SecretBytes> keys) {
        try {
            return keyset(keys);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeysetHandle keyset(List<SecretBytes> keys) throws GeneralSecurityException {
        if (keys.isEmpty()) {
            throw new GeneralSecurityException("no key in it");
        }
        KeysetHandle.Builder builder = KeysetHandle.newBuilder();
        for (int i = 0; i < keys.size(); i++) {
            int id = id(keys.get(i));
            AesGcmKey key =
                    AesGcmKey.builder()
                            .setParameters(PredefinedAeadParameters.AES256_GCM)
                            .setKeyBytes(keys.get(i))
                            .setIdRequirement(id)
                            .build();
            KeysetHandle.Builder.Entry entry = KeysetHandle.importKey(key).withFixedId(id);
            builder.addEntry(i == 0 ? entry.makePrimary() : entry);
        }
        return builder.build();
    }

    /// A ciphertext begins with the id of its key, so that ids come from the keys alone: the same
    /// on every machine.
    private static int id(SecretBytes key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(key.toByteArray(InsecureSecretKeyAccess.get()));
            return ByteBuffer.wrap(digest).getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
