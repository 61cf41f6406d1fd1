package dev.headrace.connectivity;

import java.security.KeyPair;
import java.util.List;

/// The keys with which we sign in to SSH servers, the one to try first first. Thread-safe.
public interface SshIdentities {

    /// The keys; none where SSH is not used.
    ///
    /// @throws dev.headrace.failure.Failure where a key cannot be read
    List<KeyPair> keys();
}
