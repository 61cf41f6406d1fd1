/// The nouns: tables, columns, types, changes, source state, checkpoints.
///
/// Not here: I/O, JSON, SQL.
@NullMarked
package dev.headrace.model;

import org.jspecify.annotations.NullMarked;
