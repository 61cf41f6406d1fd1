/// Promises to a customer, seen from outside: real processes, real servers.
///
/// Not here: anything that reaches into a room.
@NullMarked
package dev.headrace.e2e;

import org.jspecify.annotations.NullMarked;
