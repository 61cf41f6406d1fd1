package dev.headrace.connectivity;

import dev.headrace.secret.Secret;
import org.jspecify.annotations.Nullable;

/// A certificate that we show the server, and its key.
///
/// @param chain PEM, the own certificate first
/// @param key PEM: PKCS#8, plain or encrypted, or the older forms of OpenSSL
/// @param passphrase of an encrypted key, null where it is plain
public record ClientCertificate(String chain, Secret key, @Nullable Secret passphrase) {}
