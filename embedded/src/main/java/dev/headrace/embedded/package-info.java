/// A PostgreSQL of our own on this machine: unpacked, started durable, stopped cleanly, orphans
/// found.
///
/// Not here: what is stored in it.
@NullMarked
package dev.headrace.embedded;

import org.jspecify.annotations.NullMarked;
