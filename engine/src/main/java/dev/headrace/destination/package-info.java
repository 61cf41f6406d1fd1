/// What a destination is, said once for all of them: sessions with a fence, loads, batches.
///
/// Promise: rows and the state that they came from become visible together or not at all. The rooms
/// below implement it. Not here: sources, and what a state means.
@NullMarked
package dev.headrace.destination;

import org.jspecify.annotations.NullMarked;
