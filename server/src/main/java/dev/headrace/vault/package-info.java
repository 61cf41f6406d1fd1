/// Secrets encrypted at rest: keys, sealing, rotation.
///
/// Promise: the metadata database holds no secret in clear, and a ciphertext opens only in the row
/// that it was sealed for. Not here: who may read them.
@NullMarked
package dev.headrace.vault;

import org.jspecify.annotations.NullMarked;
