/// The commands that a person types: parses, wires, prints.
///
/// Not here: logic.
@NullMarked
package dev.headrace.cli;

import org.jspecify.annotations.NullMarked;
