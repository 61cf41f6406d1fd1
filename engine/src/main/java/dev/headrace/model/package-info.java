/// The nouns of the engine: names, types, tables, columns, changes, positions, checkpoints.
///
/// Promise: everything here is a value or a narrow contract that source and destination share, so
/// that neither needs to know the other. Not here: I/O, JSON, SQL.
@NullMarked
package dev.headrace.model;

import org.jspecify.annotations.NullMarked;
