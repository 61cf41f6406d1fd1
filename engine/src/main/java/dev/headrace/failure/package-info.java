/// Failure codes, kinds and the sentence for the user.
///
/// Not here: driver classes.
@NullMarked
package dev.headrace.failure;

import org.jspecify.annotations.NullMarked;
