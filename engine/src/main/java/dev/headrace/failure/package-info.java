/// What can go wrong, as a vocabulary: codes, kinds, and the sentence for the person who reads it.
///
/// Promise: every failure that leaves the engine is one of these, with a stable code, what
/// happened, why, and what to do next. Not here: driver classes; each driver's errors are
/// translated in one class of the room that uses the driver.
@NullMarked
package dev.headrace.failure;

import org.jspecify.annotations.NullMarked;
