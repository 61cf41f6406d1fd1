/// What a connector implements to be read.
///
/// Not here: destinations, scheduling; siblings share through named rooms only.
@NullMarked
package dev.headrace.source;

import org.jspecify.annotations.NullMarked;
