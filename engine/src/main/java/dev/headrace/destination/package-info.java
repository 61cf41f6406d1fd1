/// What a destination implements to be loaded.
///
/// Not here: sources, the meaning of a checkpoint.
@NullMarked
package dev.headrace.destination;

import org.jspecify.annotations.NullMarked;
