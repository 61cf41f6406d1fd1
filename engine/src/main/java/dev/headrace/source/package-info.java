/// What a source is, said once for all of them: tables, readers, state.
///
/// Promise: a source tells what it read exactly enough (ranges and state) that a killed load can go
/// on without losing or repeating a row. The rooms below (`source.file`, `source.reference`)
/// implement it. Not here: destinations, scheduling, other sources.
@NullMarked
package dev.headrace.source;

import org.jspecify.annotations.NullMarked;
