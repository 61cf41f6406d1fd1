/// A reachable server: address, credentials, TLS.
///
/// Not here: SQL, connector names.
@NullMarked
package dev.headrace.connectivity;

import org.jspecify.annotations.NullMarked;
