/// What the tests of several modules share: a PostgreSQL fixture, seeded randomness, a clock to
/// turn.
///
/// Not here: anything of the engine, whose own tests use this room.
@NullMarked
package dev.headrace.testkit;

import org.jspecify.annotations.NullMarked;
