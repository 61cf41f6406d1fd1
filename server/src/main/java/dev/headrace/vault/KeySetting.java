package dev.headrace.vault;

import com.google.crypto.tink.KeysetHandle;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// Master keys that are given as a setting, such as by a secret of the container's platform: 32
/// bytes each in Base64, the primary first, apart by commas.
///
/// To rotate, put a new key before the others, restart every server, run the rotation, and take the
/// old ones away once no backup of the database is to be read any more.
public final class KeySetting implements KeySource {
    private final Secret keys;
    private final String setting;

    /// @param setting how the user knows it, such as `HEADRACE_MASTER_KEY`
    public KeySetting(Secret keys, String setting) {
        this.keys = keys;
        this.setting = setting;
    }

    @Override
    public Optional<KeysetHandle> load() {
        try {
            return Optional.of(KeyText.parse(keys.reveal()));
        } catch (GeneralSecurityException e) {
            throw Failure.of(
                            FailureCode.MASTER_KEY_UNUSABLE,
                            "%s is no master key: %s.".formatted(setting, e.getMessage()))
                    .next("Set it to what `openssl rand -base64 32` prints.");
        }
    }

    /// Whoever gives a setting keeps it: the first key in it is what a rotation goes by.
    @Override
    public void store(KeysetHandle changed) {
        throw Failure.of(
                        FailureCode.MASTER_KEY_UNUSABLE,
                        "The master keys come from %s, which cannot be written from here."
                                .formatted(setting))
                .next(
                        "Put a new key, `openssl rand -base64 32`, before the others in %s, and a comma between them."
                                .formatted(setting));
    }

    @Override
    public String place() {
        return "the setting " + setting;
    }
}
