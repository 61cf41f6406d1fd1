package dev.headrace.vault;

import com.google.crypto.tink.KeysetHandle;
import java.util.Optional;

/// Where the master keys are kept. The first of them, the primary, seals; all of them open.
///
/// A cloud's key management is one more implementation: keep the keyset wrapped in a file, and let
/// [#load] unwrap it by `TinkProtoKeysetFormat.parseEncryptedKeyset(bytes, kms, associatedData)`
/// and [#store] wrap it by `serializeEncryptedKeyset`, where `kms` is
/// `KmsClient.getAead("aws-kms://…")` of the cloud's Tink integration. The cloud is then asked once
/// at each start and each rotation and never for a single secret; whoever takes that key away there
/// makes the database unreadable from the next start on.
public interface KeySource {

    /// What is there now; empty where nothing is.
    ///
    /// @throws dev.headrace.failure.Failure where it is there and cannot be used
    Optional<KeysetHandle> load();

    /// Replaces what is there, so that either the old or the new is there whatever happens.
    ///
    /// @throws dev.headrace.failure.Failure where that cannot be done from here
    void store(KeysetHandle keys);

    /// Where that is, for sentences, such as `the file /var/lib/headrace/master.key`.
    String place();
}
