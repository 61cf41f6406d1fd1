/// A value that cannot print, and how to ask for one.
///
/// Not here: encryption, storage.
@NullMarked
package dev.headrace.secret;

import org.jspecify.annotations.NullMarked;
